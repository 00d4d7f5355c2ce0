-- Takes a slot, or tells in how many milliseconds to ask again and why. See account_state.py.
local slots, waiting, served, state, circuit = unpack(KEYS)
local share, permit, tokens, lease_ms = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local concurrency = tonumber(ARGV[5])
local rates = { requests = tonumber(ARGV[6]), tokens = tonumber(ARGV[7]) }
local amounts = { requests = 1, tokens = tokens }

local open_until = number(circuit, 'open_until')
if open_until then
  if now < open_until then return { math.ceil(open_until - now), 'circuit_open' } end
  local probe_until = number(circuit, 'probe_until')
  if probe_until and now < probe_until then
    return { math.ceil(math.min(probe_until - now, 1000)), 'circuit_open' }
  end
end

redis.call('ZREMRANGEBYSCORE', slots, '-inf', now)
redis.call('ZREMRANGEBYSCORE', waiting, '-inf', now)

local function refuse(wait_ms, reason)
  wait_ms = math.ceil(math.min(wait_ms, LONGEST_WAIT_MS))
  redis.call('ZADD', waiting, 'GT', now + wait_ms + SLACK_MS, share)
  redis.call('PEXPIRE', waiting, FORGOTTEN_AFTER_MS)
  return { wait_ms, reason }
end

local paused_until = number(state, 'paused_until')
if paused_until and now < paused_until then return refuse(paused_until - now, 'provider_asked') end
if redis.call('ZCARD', slots) >= concurrency then return refuse(POLL_MS, 'concurrency') end

local levels = {}
for _, resource in ipairs({ 'requests', 'tokens' }) do
  local rate = rate_of(state, resource, rates[resource])
  if rate then
    local level = level_of(state, resource, rate)
    local missing = math.min(amounts[resource], burst(rate)) - level
    if missing > 0 then return refuse(missing * 60000 / rate, resource) end
    levels[resource] = level
  end
end

local clock = number(state, 'clock') or 0
local function start(other)
  return math.max(clock, tonumber(redis.call('ZSCORE', served, other) or nil) or 0)
end

local others = redis.call('ZRANGE', waiting, 0, -1)
if #others > 1 or (#others == 1 and others[1] ~= share) then
  local held = {}
  for _, slot in ipairs(redis.call('ZRANGE', slots, 0, -1)) do
    local holder = string.sub(slot, 1, #share)
    held[holder] = (held[holder] or 0) + 1
  end
  local my_held, my_start = held[share] or 0, start(share)
  for _, other in ipairs(others) do
    local its_held = held[other] or 0
    if its_held < my_held or (its_held == my_held and start(other) < my_start) then
      return refuse(POLL_MS, 'fairness')
    end
  end
end

for resource, level in pairs(levels) do set_level(state, resource, level - amounts[resource]) end
clock = start(share)
redis.call('HSET', state, 'clock', clock)
redis.call('ZREMRANGEBYSCORE', served, '-inf', clock)
redis.call('ZADD', served, clock + 1, share)
redis.call('ZADD', slots, now + lease_ms, share .. ':' .. permit)
redis.call('ZREM', waiting, share)
if open_until then redis.call('HSET', circuit, 'probe_until', now + lease_ms) end
for _, key in ipairs({ slots, served, state }) do redis.call('PEXPIRE', key, FORGOTTEN_AFTER_MS) end
return { 0, '' }
