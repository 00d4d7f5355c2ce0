-- Notes what a call says of its target. See circuit.py.
local circuit, outcome = KEYS[1], ARGV[1]
local open_until = number(circuit, 'open_until')
if open_until and now < open_until then return 0 end

if outcome == 'ok' then
  redis.call('DEL', circuit)
elseif outcome == 'neutral' then
  redis.call('HDEL', circuit, 'probe_until')
else
  local failures = redis.call('HINCRBY', circuit, 'failures', 1)
  local cooldown_ms = number(circuit, 'cooldown_ms') or FIRST_COOLDOWN_MS
  if open_until then cooldown_ms = math.min(cooldown_ms * 2, LONGEST_COOLDOWN_MS) end
  if open_until or failures >= FAILURES_TO_OPEN then
    redis.call('HSET', circuit, 'open_until', now + cooldown_ms, 'cooldown_ms', cooldown_ms)
    redis.call('HDEL', circuit, 'probe_until')
  end
  redis.call('PEXPIRE', circuit, FORGOTTEN_AFTER_MS)
end
return 0
