-- What both scripts about an account know. The time is the server's, in milliseconds.
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000

local function number(key, field)
  return tonumber(redis.call('HGET', key, field) or nil)
end

local function burst(rate)
  return math.max(rate * BURST_MS / 60000, 1)
end

-- The lower one of our own limit per minute and the reported one; -1 stands for none of our own.
local function rate_of(state, resource, ours)
  local reported = number(state, resource .. '_reported')
  if ours < 0 then return reported end
  return reported and math.min(ours, reported) or ours
end

local function level_of(state, resource, rate)
  local level = number(state, resource .. '_level')
  if not level then return burst(rate) end
  local flowed_in = math.max(now - number(state, resource .. '_at'), 0) * rate / 60000
  return math.min(level + flowed_in, burst(rate))
end

local function set_level(state, resource, level)
  redis.call('HSET', state, resource .. '_level', level, resource .. '_at', now)
end
