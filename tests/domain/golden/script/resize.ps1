#requires -Version 5.1
# Asks the pool service for one operation and shows its reply.
# Needs Windows PowerShell 5.1 or PowerShell 7; no modules.
# Exit codes: 0 done or accepted; 1 refused or not reached; 2 not set up.
$ErrorActionPreference = 'Stop'
Add-Type -AssemblyName System.Net.Http
# TLS 1.2 is off by default on older systems.
[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12

$FirstWaitMs = 2000
$LongestWaitMs = 60000
$GiveUpAfterMs = 86400000
$Tries = 8
$ChangeMs = 1800000 # how long a pool may be changing, and answers 409
$SilenceMs = 300000 # a download that brings nothing for as long has broken off

$Inlined = @{
  'POOL_KEY' = 'the-pool-key'
}

function Write-Trouble([string[]]$Lines) {
  foreach ($line in $Lines) { [Console]::Error.WriteLine($line) }
}

# The secret of this name; the script ends when it is not set.
function Get-Secret([string]$Name, [bool]$InHeader) {
  $value = $Inlined[$Name]
  if (-not $value) { $value = [Environment]::GetEnvironmentVariable($Name) }
  if (-not $value) {
    Write-Trouble "Set the environment variable $Name first."
    exit 2
  }
  if ($InHeader -and $value -match '[\x00-\x1f\x7f]') {
    Write-Trouble "$Name holds a line break or another control character."
    exit 2
  }
  $value
}

$POOL_KEY = Get-Secret 'POOL_KEY' $true

$handler = New-Object System.Net.Http.HttpClientHandler
# A redirect would carry the key to another place: it is an answer like any other.
$handler.AllowAutoRedirect = $false
$client = New-Object System.Net.Http.HttpClient -ArgumentList $handler
$client.Timeout = [TimeSpan]::FromMinutes(5)

# Which statuses are safe to answer by sending again. 0 means no answer at all.
$AgainRead = 0, 408, 429, 500, 502, 503, 504
$AgainDo = 429, 503

function Get-Longer([long]$WaitMs) {
  [Math]::Min($WaitMs + [long][Math]::Floor($WaitMs / 2) + 1, [long]$LongestWaitMs)
}

# Status, what Take makes of the response, and the wait that is asked for; status 0 and the reason without a response.
function Get-Reply($Message, [scriptblock]$Take) {
  $response = $null
  try {
    # Only headers have come then: a refusal that breaks off later is one all the same.
    $headersRead = [System.Net.Http.HttpCompletionOption]::ResponseHeadersRead
    $response = $client.SendAsync($Message, $headersRead).GetAwaiter().GetResult()
    $reply = @{ Status = [int]$response.StatusCode; Text = ''; AskedMs = 0 }
    $asked = $response.Headers.RetryAfter
    if ($asked -and $null -ne $asked.Delta) { $reply.AskedMs = [Math]::Min($asked.Delta.TotalMilliseconds, 600000) }
    try {
      $reply.Text = & $Take $response
    } catch {
      if ($reply.Status -lt 400) { throw }
    }
    $reply
  } catch {
    @{ Status = 0; Text = 'No answer: ' + $_.Exception.GetBaseException().Message; AskedMs = 0 }
  } finally {
    if ($response) { $response.Dispose() }
    $Message.Dispose()
  }
}

# All bytes of a response go to a stream: a connection that breaks off is not always noticed elsewhere, and one that
# falls silent nowhere.
function Copy-Content($Response, $To) {
  $from = $Response.Content.ReadAsStreamAsync().GetAwaiter().GetResult()
  $block = New-Object byte[] 65536
  while ($true) {
    $reading = $from.ReadAsync($block, 0, $block.Length)
    if (-not $reading.Wait($SilenceMs)) { throw 'the connection fell silent' }
    if ($reading.Result -eq 0) { break }
    $To.Write($block, 0, $reading.Result)
  }
  $length = $Response.Content.Headers.ContentLength
  if ($null -ne $length -and $To.Length -lt $length) { throw 'the connection broke off' }
}

# One request with text as its reply.
function Send-Once([string]$Method, [string]$Url, [string]$Header, [string]$Key, $Body) {
  $verb = New-Object System.Net.Http.HttpMethod -ArgumentList $Method
  $message = New-Object System.Net.Http.HttpRequestMessage -ArgumentList $verb, $Url
  $null = $message.Headers.TryAddWithoutValidation($Header, $Key)
  $null = $message.Headers.TryAddWithoutValidation('Accept', 'application/json')
  if ($null -ne $Body) {
    $encoding = New-Object System.Text.UTF8Encoding -ArgumentList $false
    $message.Content = New-Object System.Net.Http.StringContent -ArgumentList $Body, $encoding, 'application/json'
  }
  Get-Reply $message {
    param($Response)
    $bytes = New-Object System.IO.MemoryStream
    Copy-Content $Response $bytes
    [Text.Encoding]::UTF8.GetString($bytes.ToArray()).TrimStart([char]0xfeff)
  }
}

function Test-Done($Reply) { $Reply.Status -ge 200 -and $Reply.Status -lt 300 }

function Get-Said($Reply) {
  if ($Reply.Status -eq 0) { $Reply.Text } else { "HTTP $($Reply.Status)`n$($Reply.Text)" }
}

# Tries, and tries again on the statuses in Again. Status 2xx means done.
function Invoke-Again([int[]]$Again, [scriptblock]$Attempt) {
  $waitMs = $FirstWaitMs
  $waitedMs = 0
  $left = $Tries
  while ($true) {
    $reply = & $Attempt
    $isChanging = $reply.Status -eq 409 # waited for by time
    if ($isChanging) { $isOver = $waitedMs -ge $ChangeMs } else { $left--; $isOver = $left -eq 0 }
    if ((Test-Done $reply) -or $Again -notcontains $reply.Status -or $isOver) { return $reply }
    $nowMs = [Math]::Max([long]$waitMs, [long]$reply.AskedMs)
    Start-Sleep -Milliseconds $nowMs
    $waitedMs += $nowMs
    $waitMs = Get-Longer $waitMs
  }
}

function Send-Request([int[]]$Again, [string]$Method, [string]$Url, [string]$Header, [string]$Key, $Body) {
  Invoke-Again $Again { Send-Once $Method $Url $Header $Key $Body }
}

$reply = Send-Request $AgainDo 'POST' 'https://pools.example.com/account/pools/8dfc151b0d3e446497b845f3b29ef53b/resize?api-version=2017-05-01.5.0' 'Authorization' ('Bearer ' + $POOL_KEY) '{"targetDedicatedNodes":0}'
if (-not (Test-Done $reply)) {
  Write-Trouble (Get-Said $reply)
  exit 1
}
Write-Trouble "HTTP $($reply.Status)"
Write-Output $reply.Text
exit 0
