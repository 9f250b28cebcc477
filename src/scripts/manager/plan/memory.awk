# What a plan has to know of earlier looks comes in as `@remember KEY SECONDS` lines and goes out as `remember` lines: the plan itself
# keeps nothing. What no rule asks for any more is forgotten.

# For how many seconds has this been so, each look asking?
function sinceFirst(key) {
  remember(key, (key in recalled) ? recalled[key] : now)
  return now - remembered[key]
}

# Has this been done within so many seconds? A yes keeps it in mind.
function doneWithin(key, seconds) {
  if (!(key in recalled) || now - recalled[key] >= seconds) return 0
  remember(key, recalled[key])
  return 1
}
function noteDone(key) { remember(key, now) }

function remember(key, time) {
  if (!(key in remembered)) memories[++memoryCount] = key
  remembered[key] = time
}
function printMemory(    k) { for (k = 1; k <= memoryCount; k++) print "remember " memories[k] " " remembered[memories[k]] }
