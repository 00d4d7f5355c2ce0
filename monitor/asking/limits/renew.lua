-- Lets the leases of an account's slots begin anew; those that have ended stay so.
local slots, lease_ms = KEYS[1], tonumber(ARGV[1])
redis.call('ZREMRANGEBYSCORE', slots, '-inf', now)
for at = 2, #ARGV do redis.call('ZADD', slots, 'XX', now + lease_ms, ARGV[at]) end
redis.call('PEXPIRE', slots, FORGOTTEN_AFTER_MS)
return 0
