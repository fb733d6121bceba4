#requires -Version 5.1
# Runs a batch job for every line of a file of bodies, a few at once, downloads and resizes the pool.
# Needs Windows PowerShell 5.1 or PowerShell 7; no modules.
# A second run goes on where the first stopped, by the records in the folder of results. Delete those,
# *.job and *.done, to send every line again.
# Exit codes: 0 every job finished and was downloaded; 1 some did not; 2 not set up.
# 7 the pool was not resized. It is left alone while a job may still run on it; what was refused does not.
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

$Inlined = @{}

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

$BES_API_KEY = Get-Secret 'BES_API_KEY' $true
$POOL_KEY = Get-Secret 'POOL_KEY' $true
$INPUT1_ACCOUNT_KEY = Get-Secret 'INPUT1_ACCOUNT_KEY' $false
$OUTPUT1_SAS_SIGNATURE = Get-Secret 'OUTPUT1_SAS_SIGNATURE' $false

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

$JobsUrl = 'https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/jobs?api-version=2.0'
$Folder = 'results'
# .NET has a current folder of its own: the path is made whole here.
$Folder = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Folder)
$Resubmit = "A job that is submitted and not started runs nothing: to submit it again is safe,`n" +
  'and may count as one more transaction.'
$States = 'NotStarted', 'Running', 'Failed', 'Cancelled', 'Finished'

# Jobs that were submitted and have not been seen to end, by the names that they are told of by, and what they do.
$Doing = @{}
$Does = @{ Running = 'goes on.'; Finished = 'has finished; its results may not all be downloaded.' }
$Undone = @() # what else is told when the script is stopped
$NotRun = 9 # no exit code: what was refused runs nothing, and the script ends with 1

function Get-JobUrl([string]$Job) { 'https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/jobs/' + $Job + '?api-version=2.0' }
function Get-StartUrl([string]$Job) { 'https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/jobs/' + $Job + '/start?api-version=2.0' }

function Send-Bes([int[]]$Again, [string]$Method, [string]$Url, $Body) {
  Send-Request $Again $Method $Url 'Authorization' "Bearer $BES_API_KEY" $Body
}

# What stands before a sentence: in a loop, which line it speaks of.
function Get-Row([int]$Line) { if ($Line -gt 0) { "Line ${Line}: " } else { '' } }

# Notes what a job does.
function Set-Doing([string]$Name, [string]$Job, [string]$What) {
  $Doing[$Name] = "$What Its status: $(Get-JobUrl $Job)"
}

# Says what goes on when the script is stopped by Ctrl-C, or by what it did not expect.
function Write-Stopped {
  foreach ($name in $Doing.Keys) { Write-Trouble "$name $($Doing[$name])" }
  if ($Doing.Count -eq 0) { Write-Trouble 'Stopped. No job that this script started goes on.' }
  Write-Trouble $Undone
}

# Whether what was asked for may have been done all the same; 503 says that it was not.
function Test-Doubt($Reply) {
  $status = $Reply.Status
  $status -eq 0 -or $status -eq 408 -or ($status -ge 500 -and $status -ne 503)
}

# Text as JSON inside a string, without the quotes.
function ConvertTo-JsonText([string]$Text) {
  $json = New-Object System.Text.StringBuilder
  foreach ($c in $Text.ToCharArray()) {
    $code = [int]$c
    if ($code -lt 32 -or $code -gt 126 -or $code -eq 34 -or $code -eq 92) {
      $null = $json.Append(('\u{0:x4}' -f $code))
    } else {
      $null = $json.Append($c)
    }
  }
  $json.ToString()
}

# The value; nothing for a text that is no JSON. Names that differ only by case need another reader: a dictionary's.
function ConvertFrom-Reply([string]$Text) {
  try { return ConvertFrom-Json -InputObject $Text } catch { $value = $null }
  try {
    if ($PSVersionTable.PSVersion.Major -ge 6) { return ConvertFrom-Json -InputObject $Text -AsHashtable }
    Add-Type -AssemblyName System.Web.Extensions
    $reader = New-Object System.Web.Script.Serialization.JavaScriptSerializer
    $value = $reader.DeserializeObject($Text)
  } catch {
    $value = $null
  }
  $value
}

# A file name without anything that a file system could mind.
function Get-FileName([int]$Number, [string]$Output, [string]$Location) {
  $ending = [regex]::Match($Location, '\.[A-Za-z0-9]{1,19}\z').Value
  $name = $Output -creplace '[^A-Za-z0-9_-]', '_'
  if ($name.Length -gt 80) { $name = $name.Substring(0, 80) }
  "$Number-$name$ending"
}

# The address of a result, with its permission; nothing where it is no address of a server.
function Get-ResultUrl($Blob) {
  $path = New-Object System.Text.StringBuilder
  foreach ($byte in [Text.Encoding]::UTF8.GetBytes(([string]$Blob.RelativeLocation).TrimStart('/'))) {
    if ($byte -gt 32 -and $byte -lt 127 -and '"<>\^`{|}#?'.IndexOf([char]$byte) -lt 0) {
      $null = $path.Append([char]$byte)
    } else {
      $null = $path.Append(('%{0:X2}' -f $byte))
    }
  }
  $token = ([string]$Blob.SasBlobToken).Trim().TrimStart('?')
  if ($token) { $token = '?' + $token }
  $base = ([string]$Blob.BaseLocation).Trim().TrimEnd('/')
  $url = $null
  $isUrl = [Uri]::TryCreate($base + '/' + $path.ToString() + $token, [UriKind]::Absolute, [ref]$url)
  if ($isUrl -and $base -match '\Ahttps?://[^/]') { $url }
}

# One try at a result. A partly written file never has the result's name.
function Save-Once([Uri]$Url, [string]$Name) {
  # The address carries its own permission: the key is not sent there.
  $message = New-Object System.Net.Http.HttpRequestMessage -ArgumentList ([System.Net.Http.HttpMethod]::Get), $Url
  try {
    $reply = Get-Reply $message {
      param($Response)
      if (-not $Response.IsSuccessStatusCode) { return '' }
      $part = [IO.File]::Create("$Name.part")
      try { Copy-Content $Response $part } finally { $part.Dispose() }
      if ([IO.File]::Exists($Name)) { [IO.File]::Delete($Name) }
      [IO.File]::Move("$Name.part", $Name)
    }
    $reply
  } finally {
    if ([IO.File]::Exists("$Name.part")) { [IO.File]::Delete("$Name.part") }
  }
}

# Every result, into a folder of the job's own. Gives the exit code.
function Save-Results([string]$Job, [int]$Line, $Results) {
  if ($Line -gt 0) { $Job = '{0:000000}-{1}' -f $Line, $Job }
  $into = Join-Path $Folder $Job
  $code = 0
  $number = 0
  $outputs = if ($Results -is [System.Collections.IDictionary]) {
    foreach ($key in $Results.Keys) { [pscustomobject]@{ Name = $key; Value = $Results[$key] } }
  } elseif ($Results -is [System.Management.Automation.PSCustomObject]) {
    $Results.PSObject.Properties
  }
  foreach ($output in $outputs) {
    $number++
    $file = Get-FileName $number $output.Name ([string]$output.Value.RelativeLocation)
    $name = [IO.Path]::Combine($into, $file)
    try {
      $address = Get-ResultUrl $output.Value
      if (-not $address) { throw 'its address is neither http nor https.' }
      $null = [IO.Directory]::CreateDirectory($into)
      $reply = Invoke-Again $AgainRead { Save-Once $address $name }
      if ($reply.Status -eq 0) { throw $reply.Text }
      if (-not (Test-Done $reply)) { throw "HTTP $($reply.Status)" }
      Write-Host "Downloaded $name"
    } catch {
      Write-Trouble "Not downloaded: ${name}: $($_.Exception.GetBaseException().Message)"
      $code = 6
    }
  }
  $code
}

# Submits and starts a job, in a loop that of a line. Gives what is known of it; a number when it is not waited for.
function Start-BatchJob([string]$Body, [int]$Line, [string]$Text) {
  $reply = Send-Bes $AgainDo 'POST' $JobsUrl $Body
  if (Test-Doubt $reply) {
    Write-Trouble "$(Get-Row $Line)It is unknown whether the job was submitted.", $Resubmit, (Get-Said $reply)
    return 1
  }
  if (-not (Test-Done $reply)) {
    Write-Trouble "$(Get-Row $Line)The job was not submitted.", (Get-Said $reply)
    return $NotRun
  }
  $job = ConvertFrom-Reply $reply.Text
  if ($job -isnot [string] -or $job -cnotmatch '\A[A-Za-z0-9_-]+\z') {
    Write-Trouble "$(Get-Row $Line)The reply holds no job id.", (Get-Said $reply)
    return 1
  }
  $name = if ($Line -gt 0) { "Line $Line, job $job" } else { "Job $job" }
  Write-Host "${name}: submitted"
  Save-Record $job $Line $Text
  Set-Doing $name $job 'was submitted; it is unknown whether it was started.'
  $reply = Send-Bes $AgainDo 'POST' (Get-StartUrl $job) $null
  if (Test-Doubt $reply) {
    Write-Trouble "${name}: it is unknown whether it was started. Its status is asked for.", (Get-Said $reply)
  } elseif (-not (Test-Done $reply)) {
    $Doing.Remove($name)
    Write-Trouble "$name was not started.", (Get-Said $reply)
    return $NotRun
  } else {
    Set-Doing $name $job $Does.Running
  }
  @{ Job = $job; Line = $Line; Name = $name; Text = $Text; IfGone = 1
    Last = ''; WaitMs = $FirstWaitMs; WaitedMs = 0; DueMs = 0 }
}

# Asks once. Gives the exit code when the job has ended, or the limit is reached; nothing while it goes on.
function Watch-Once($Work) {
  $code = Get-Outcome $Work
  if ($null -ne $code -and $code -ne 1 -and $code -ne 5) { $Doing.Remove($Work.Name) }
  $code
}

function Get-Outcome($Work) {
  $job = $Work.Job
  $name = $Work.Name
  $reply = Send-Bes $AgainRead 'GET' (Get-JobUrl $job) $null
  if (-not (Test-Done $reply)) {
    Write-Trouble "${name}: its status was not told:", (Get-Said $reply)
    if ($reply.Status -eq 404) { return $Work.IfGone }
    return 1
  }
  $found = ConvertFrom-Reply $reply.Text
  $state = $found.StatusCode
  if ($state -is [ValueType] -and $state -isnot [bool]) {
    $state = if ($state -in 0..4) { $States[$state] } else { [string]$state }
  }
  if ($state -isnot [string] -or $state -eq '') {
    Write-Trouble "${name}: the status was not understood:", (Get-Said $reply)
    return 1
  }
  if ($state -cne $Work.Last) { Write-Host "${name}: $state" }
  $Work.Last = $state
  if ($Does.ContainsKey($state)) { Set-Doing $name $job $Does[$state] }
  if ($state -ceq 'Finished') { return Save-Results $job $Work.Line $found.Results }
  if ($state -ceq 'Failed') {
    Write-Trouble "$name failed: $($found.Details)"
    return 3
  }
  if ($state -ceq 'Cancelled' -or $state -ceq 'Canceled') {
    Write-Trouble "$name was cancelled: $($found.Details)"
    return 4
  }
  if ($Work.WaitedMs -ge $GiveUpAfterMs) {
    Write-Trouble "$name has not ended; it goes on. Its status: $(Get-JobUrl $job)"
    return 5
  }
}

$Undone = @('The pool was not resized. It is billed until it is.')

# Gives the exit code. While the pool is still changing it answers 409.
function Resize-Pool {
  $script:Undone = @('It is unknown whether the pool was resized. It is billed until it is.')
  $reply = Send-Request (409, 429, 503) 'POST' 'https://pools.example.com/account/pools/8dfc151b0d3e446497b845f3b29ef53b/resize?api-version=2017-05-01.5.0' 'Authorization' ('Bearer ' + $POOL_KEY) '{"targetDedicatedNodes":0}'
  if (Test-Doubt $reply) {
    Write-Trouble 'It is unknown whether the pool was resized. It is billed until it is.', (Get-Said $reply)
    return 7
  }
  if (-not (Test-Done $reply)) {
    Write-Trouble 'The pool was not resized. It is billed until it is.', (Get-Said $reply)
    return 7
  }
  Write-Host 'The pool is being resized.'
  0
}

$Bodies = 'bodies.ndjson'
$AtOnce = 4
$Secrets = @{ 'INPUT1_ACCOUNT_KEY' = $INPUT1_ACCOUNT_KEY ; 'OUTPUT1_SAS_SIGNATURE' = $OUTPUT1_SAS_SIGNATURE }
$Gone = 10 # no exit code: the service no longer knows the job of an earlier run
$Undone += 'A second run goes on from here.'
$Bodies = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Bodies)

# The body, with the secrets that stand in the file as \u0000NAME\u0000.
function Get-Body([string]$Line) {
  $pieces = $Line -split '\\u0000'
  for ($at = 1; $at -lt $pieces.Count; $at += 2) {
    if (-not $Secrets.ContainsKey($pieces[$at])) { throw "it names $($pieces[$at]), which is no secret of this script." }
    $pieces[$at] = ConvertTo-JsonText $Secrets[$pieces[$at]]
  }
  -join $pieces
}

# The name of the file that tells a second run what became of a line.
function Get-RecordName([int]$Line, [string]$Ending) {
  [IO.Path]::Combine($Folder, ('{0:000000}{1}' -f $Line, $Ending))
}

function Rename-Record([string]$From, [string]$To) {
  [IO.File]::Delete($To)
  [IO.File]::Move($From, $To)
}

# Records that a line was submitted: its job, and what the line said. Half a record never has its name.
function Save-Record([string]$Job, [int]$Line, [string]$Text) {
  $part = Get-RecordName $Line '.job.part'
  try {
    $null = [IO.Directory]::CreateDirectory($Folder)
    [IO.File]::Create($part).Dispose()
    if ($IsLinux -or $IsMacOS) { chmod 600 $part } # for its user alone
    [IO.File]::WriteAllText($part, "$Job`n$Text`n")
    Rename-Record $part (Get-RecordName $Line '.job')
  } catch {
    $twice = 'its record was not written. A second run would submit this line again.'
    Write-Trouble "Line $Line, job ${Job}: $twice", ($_.Exception.GetBaseException().Message)
  }
}

# The job of this very line, as an earlier run recorded it; nothing where there is none.
function Get-RecordedJob([int]$Line, [string]$Ending, [string]$Text) {
  $name = Get-RecordName $Line $Ending
  if (-not [IO.File]::Exists($name)) { return }
  $job, $rest = [IO.File]::ReadAllText($name).Split([char[]]@([char]10), 2)
  if ([string]::Equals($rest, "$Text`n") -and $job -cmatch '\A[A-Za-z0-9_-]+\z') { $job }
}

# What finished is not sent again, what failed or was refused is; anything else is followed by a second run.
function Close-Record([int]$Line, [string]$Text, [int]$Code) {
  $job = Get-RecordName $Line '.job'
  try {
    if (-not (Get-RecordedJob $Line '.job' $Text)) { return }
    if ($Code -eq 0) { Rename-Record $job (Get-RecordName $Line '.done') }
    if ($Code -in 3, 4, $NotRun) { [IO.File]::Delete($job) }
  } catch {
    Write-Trouble "$(Get-Row $Line)its record was not changed: $($_.Exception.GetBaseException().Message)"
  }
}

# A job that an earlier run submitted: it is started, and followed. To start it twice is refused, and does no harm.
function Resume-BatchJob([string]$Job, [int]$Line, [string]$Text) {
  $name = "Line $Line, job $Job"
  Write-Host "${name}: submitted in an earlier run"
  Set-Doing $name $Job 'was submitted; it is unknown whether it was started.'
  $reply = Send-Bes $AgainDo 'POST' (Get-StartUrl $Job) $null
  if ($reply.Status -eq 404) {
    $Doing.Remove($name)
    return $Gone
  }
  if (-not (Test-Doubt $reply)) { Set-Doing $name $Job $Does.Running }
  @{
    Job = $Job; Line = $Line; Name = $name; Text = $Text; IfGone = $Gone
    Last = ''; WaitMs = $FirstWaitMs; WaitedMs = 0; DueMs = 0
  }
}

# Sends a line. Gives what Start-BatchJob does.
function Send-Line([int]$Line, [string]$Text) {
  $work = $NotRun
  try {
    $body = Get-Body $Text
    $work = 1 # from here on it may have been sent
    $work = Start-BatchJob $body $Line $Text
  } catch {
    $what = if ($work -eq $NotRun) { ' was not sent' } else { '' }
    Write-Trouble "Line $Line${what}: $($_.Exception.Message)"
  }
  $work
}

# Sends a line whose job of an earlier run is gone.
function Send-LineAnew([int]$Line, [string]$Text) {
  Write-Trouble "$(Get-Row $Line)the service no longer knows its job; the line is sent anew."
  Send-Line $Line $Text
}

# Goes on with a line where an earlier run stopped. Gives what Start-BatchJob does, or 0 for what has finished.
function Resume-Line([int]$Line, [string]$Text) {
  try {
    if (Get-RecordedJob $Line '.done' $Text) {
      Write-Host "$(Get-Row $Line)finished in an earlier run; it is not sent again."
      return 0
    }
    $job = Get-RecordedJob $Line '.job' $Text
    if (-not $job) { return Send-Line $Line $Text }
    $work = Resume-BatchJob $job $Line $Text
    if ($work -is [int]) { $work = Send-LineAnew $Line $Text }
    $work
  } catch {
    Write-Trouble "$(Get-Row $Line)$($_.Exception.GetBaseException().Message)"
    1
  }
}

# Counts a line that is over.
function Add-Outcome([int]$Line, [string]$Text, [int]$Code) {
  Close-Record $Line $Text $Code
  if ($Code -eq 0) { $script:finished++ }
  if ($Code -eq 1 -or $Code -eq 5) { $script:unsure = $true }
}

# The next body of the file; nothing at its end.
function Read-Body($Lines) {
  while ($null -ne ($line = $Lines.ReadLine())) {
    $script:lineNumber++
    $line = $line.Trim()
    if ($line) { return $line }
  }
}

try {
  $lines = New-Object System.IO.StreamReader -ArgumentList $Bodies, ([Text.Encoding]::UTF8)
} catch {
  Write-Trouble "$($_.Exception.GetBaseException().Message)"
  exit 2
}
$clock = [Diagnostics.Stopwatch]::StartNew()
$lineNumber = 0
$running = New-Object System.Collections.ArrayList
$count = 0
$finished = 0
$unsure = $false
$isOver = $false
try {
  $line = Read-Body $lines
  while ($line -or $running.Count -gt 0) {
    # At most so many at once; lines are read as they are needed, so that the file may be long.
    while ($line -and $running.Count -lt $AtOnce) {
      $count++
      $work = Resume-Line $lineNumber $line
      if ($work -is [int]) { Add-Outcome $lineNumber $line $work } else { $null = $running.Add($work) }
      $line = Read-Body $lines
    }
    foreach ($work in @($running)) {
      if ($work.DueMs -gt $clock.ElapsedMilliseconds) { continue }
      $code = Watch-Once $work
      if ($null -eq $code) {
        $work.DueMs = $clock.ElapsedMilliseconds + $work.WaitMs
        $work.WaitedMs += $work.WaitMs
        $work.WaitMs = Get-Longer $work.WaitMs
        continue
      }
      $running.Remove($work)
      if ($code -eq $Gone) {
        $code = Send-LineAnew $work.Line $work.Text
        if ($code -isnot [int]) { $null = $running.Add($code) }
      }
      if ($code -is [int]) { Add-Outcome $work.Line $work.Text $code }
    }
    if ($running.Count -gt 0 -and (-not $line -or $running.Count -ge $AtOnce)) {
      $soonest = $running[0].DueMs
      foreach ($work in $running) { $soonest = [Math]::Min([long]$soonest, [long]$work.DueMs) }
      $pauseMs = $soonest - $clock.ElapsedMilliseconds
      if ($pauseMs -gt 0) { Start-Sleep -Milliseconds $pauseMs }
    }
  }
  $lines.Dispose()
  Write-Host "$finished of $count jobs finished and were downloaded."
  $outcome = 0
  if ($finished -ne $count) { $outcome = 1 }
  if ($unsure) {
    Write-Trouble 'The pool is left as it is, and billed: jobs may still run on it.'
  } else {
    $resized = Resize-Pool
    if ($outcome -eq 0) { $outcome = $resized }
  }
  $isOver = $true
} finally {
  if (-not $isOver) { Write-Stopped }
}
exit $outcome
