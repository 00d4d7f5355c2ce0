"""Tells lists of steps from lists of choices by the verbs at the start of the items."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.analysis.folding import fold_text

_WORD = re.compile(r"[^\W\d_]+")
_LEAD = 60  # characters of an item that are looked at
_FILLERS = frozenset(
    _WORD.findall(
        "then next now first finally dann nun zuerst depois entao luego despues ensuite puis"
    )
)

# Imperatives that begin a step, folded. Verbs that recommend ("try", "consider", "use", "pick")
# are left out: they head items of choices as well.
_VERBS = frozenset(
    _WORD.findall(
        """
        access activate add adjust allow apply ask assign attach authorize back backup book
        boil browse build call cancel change check choose clean clear click close compare
        complete configure confirm connect contact convert cook copy create customize cut
        decide define delete deploy describe design determine disable disconnect download
        drag draft drop edit enable ensure enter evaluate export extract fill filter find
        finish follow gather generate give go grant head hold identify import insert install
        invite keep label launch learn let list listen load locate log look mail make map
        measure mix monitor move name navigate note notify open order organize paste pay
        perform place plan plug pour practice prepare press preview print provide publish
        push put read reboot record register remove rename repeat replace request research
        reset restart restore return review rinse run save scan schedule scroll search
        select send set share sign sort specify start stir stop store submit switch sync
        take talk tap test tick track transfer turn type uninstall unplug update upgrade
        upload validate verify view visit wait wash watch wipe write abra acesse adicione
        ajuste aguarde anote aperte baixe busque cadastre clique cole coloque compare
        confira confirme conecte configure copie corte crie defina desligue digite entre
        envie escolha escreva espere execute exporte faca feche guarde importe informe
        insira instale leia ligue limpe localize marque meca mude navegue pegue preencha
        procure reinicie remova reserve retire revise salve selecione separe siga substitua
        teste toque troque use verifique abre abra accede acceda agrega agregue anade ajusta
        busca cambia comprueba conecta configura confirma copia corta crea cree descarga
        elige elija elimina entra envia escribe espera guarda haz haga importa ingresa
        inicia instala introduce limpia marca mide pega pon prepara prueba pulsa revisa
        selecciona sigue ve verifica aktiviere bestatige drucke entferne erstelle erstellen
        fuge geben gehe gib installiere installieren klick klicke klicken kopiere kopieren
        lade laden lege leg loggen melde messe miss notiere offne offnen prufe prufen
        reinige schalte schliesse schneide schreibe setze speichere speichern starte starten
        stelle suche teste tippe trage trenne uberprufe vergleiche verbinde wahle wahlen
        warte wechsle ziehe accedez activez ajoutez ajustez allez appuyez attendez branchez
        cherchez choisissez cliquez collez comparez configurez confirmez connectez copiez
        coupez creez demandez demarrez entrez envoyez fermez importez inscrivez installez
        lancez lavez mesurez mettez notez ouvrez placez prenez preparez rendez remplissez
        reperez saisissez selectionnez suivez supprimez telechargez tapez testez verifiez
        apri accedi aggiungi attendi carica cerca clicca compila configura conferma
        controlla copia crea digita elimina esegui fai importa incolla inserisci installa
        leggi metti premi salva scarica scegli scrivi seleziona vai verifica acin ac tikla
        tiklayin sec secin ekle ekleyin indir indirin gir girin kopyala yapistir olustur
        """
    )
)


def is_procedure(items: Sequence[str]) -> bool:
    """Whether more than half of the items begin with an imperative of doing.

    >>> is_procedure(["Open the app", "**Click** Add", "Notion"])
    True
    """
    steps = sum(_begins_with_verb(item) for item in items)
    return 2 * steps > len(items)


def _begins_with_verb(item: str) -> bool:
    for word in _WORD.findall(fold_text(item[:_LEAD])):
        if word not in _FILLERS:
            return word in _VERBS
    return False
