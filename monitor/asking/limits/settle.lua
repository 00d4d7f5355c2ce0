-- Ends a permit, corrects its tokens, heeds what the provider told; -1 stands for not told.
local slots, state = unpack(KEYS)
local slot, reserved, used = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local rates = { requests = tonumber(ARGV[4]), tokens = tonumber(ARGV[5]) }
local pause_ms = tonumber(ARGV[6])

if redis.call('ZREM', slots, slot) == 1 and used >= 0 then
  local rate = rate_of(state, 'tokens', rates.tokens)
  if rate then
    local level = level_of(state, 'tokens', rate) + reserved - used
    set_level(state, 'tokens', math.min(level, burst(rate)))
  end
end

for at = 7, #ARGV, 3 do
  local resource, reported, remaining = ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  if reported >= 0 then redis.call('HSET', state, resource .. '_reported', reported) end
  local rate = rate_of(state, resource, rates[resource])
  if rate and remaining >= 0 then
    set_level(state, resource, math.min(level_of(state, resource, rate), remaining))
  end
end

if pause_ms > 0 then
  local paused_until = math.max(number(state, 'paused_until') or 0, now + pause_ms)
  redis.call('HSET', state, 'paused_until', paused_until)
end
redis.call('PEXPIRE', state, FORGOTTEN_AFTER_MS)
return 0
