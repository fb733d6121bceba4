//! Windows PowerShell 5.1 and PowerShell 7: HttpClient, which is the same in both.

mod many;

use super::body::Part;
use super::escape::powershell as literal;
use super::fill::fill;
use super::holes::{self, Dialect};
use super::plan::{Act, Plan, comment};
use many::{MANY, MANY_THEN_RESIZE};

const DIALECT: Dialect =
    Dialect { literal, again: ["$AgainRead", "$AgainDo"], before_body: "", no_body: "$null" };

const CORE: &str = r##"#requires -Version 5.1
# %%what%%
# Needs Windows PowerShell 5.1 or PowerShell 7; no modules.
%%exits%%
$ErrorActionPreference = 'Stop'
Add-Type -AssemblyName System.Net.Http
# TLS 1.2 is off by default on older systems.
[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12

$FirstWaitMs = %%first%%
$LongestWaitMs = %%longest%%
$GiveUpAfterMs = %%give_up%%
$Tries = %%tries%%
$ChangeMs = %%change%% # how long a pool may be changing, and answers 409
$SilenceMs = %%silence%% # a download that brings nothing for as long has broken off

%%inlined%%
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

%%secrets%%
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
"##;

const FLOW: &str = r##"
$JobsUrl = %%jobs%%
$Folder = %%folder%%
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

function Get-JobUrl([string]$Job) { %%job_before%% + $Job + %%job_after%% }
function Get-StartUrl([string]$Job) { %%start_before%% + $Job + %%start_after%% }

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
function Start-BatchJob([string]$Body, [int]$Line%%text%%) {
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
%%remember%%  Set-Doing $name $job 'was submitted; it is unknown whether it was started.'
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
  @{ Job = $job; Line = $Line; Name = $name; %%more%%Last = ''; WaitMs = $FirstWaitMs; WaitedMs = 0; DueMs = 0 }
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
%%untold%%    return 1
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
"##;

/// What a single job has in the places where a loop keeps records for a second run.
const ONCE: [(&str, &str); 4] = [("untold", ""), ("text", ""), ("remember", ""), ("more", "")];
const RECORDED: [(&str, &str); 4] = [
    ("untold", "    if ($reply.Status -eq 404) { return $Work.IfGone }\n"),
    ("text", ", [string]$Text"),
    ("remember", "  Save-Record $job $Line $Text\n"),
    ("more", "Text = $Text; IfGone = 1\n    "),
];

const RESIZE: &str = r##"
$Undone = @('The pool was not resized. It is billed until it is.')

# Gives the exit code. While the pool is still changing it answers 409.
function Resize-Pool {
  $script:Undone = @('It is unknown whether the pool was resized. It is billed until it is.')
  $reply = Send-Request (409, 429, 503) %%method%% %%url%% %%header%% (%%scheme%% + $POOL_KEY) %%body%%
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
"##;

const ONE: &str = r##"
# One job from submit to results. Gives the exit code.
function Invoke-BatchJob([string]$Body) {
  $work = Start-BatchJob $Body 0
  if ($work -is [int]) { return 1 }
  while ($true) {
    $code = Watch-Once $work
    if ($null -ne $code) { return $code }
    Start-Sleep -Milliseconds $work.WaitMs
    $work.WaitedMs += $work.WaitMs
    $work.WaitMs = Get-Longer $work.WaitMs
  }
}

$body = -join @(
%%body%%)
$isOver = $false
try {
  $outcome = Invoke-BatchJob $body
"##;

const END: &str = r##"  $isOver = $true
} finally {
  if (-not $isOver) { Write-Stopped }
}
exit $outcome
"##;

const ONE_THEN_RESIZE: &str = r##"  if ($outcome -eq 1 -or $outcome -eq 5) {
    Write-Trouble 'The pool is left as it is, and billed.' # a job may still be running on it
  } else {
    $resized = Resize-Pool
    if ($outcome -eq 0) { $outcome = $resized }
  }
"##;

const POOL: &str = r##"
$reply = Send-Request %%again%% %%method%% %%url%% %%header%% (%%scheme%% + $POOL_KEY) %%body%%
if (-not (Test-Done $reply)) {
  Write-Trouble (Get-Said $reply)
  exit 1
}
Write-Trouble "HTTP $($reply.Status)"
Write-Output $reply.Text
exit 0
"##;

/// The script.
pub(super) fn write(plan: &Plan<'_>) -> String {
    let mut script = start(plan);
    match plan.act {
        Act::Flow(flow) => {
            script.push_str(&DIALECT.flow(&fill(FLOW, &ONCE), RESIZE, flow, plan));
            script.push_str(&fill(ONE, &[("body", &body(&flow.parts))]));
            if flow.resize.is_some() {
                script.push_str(ONE_THEN_RESIZE);
            }
            script.push_str(END);
        }
        Act::Many { flow, bodies, at_once } => {
            script.push_str(&DIALECT.flow(&fill(FLOW, &RECORDED), RESIZE, flow, plan));
            let names = flow.body_secrets.iter();
            let dictionary: Vec<String> =
                names.map(|secret| format!(" '{0}' = ${0} ", secret.name)).collect();
            script.push_str(&DIALECT.many(MANY, bodies, at_once, dictionary.join(";")));
            if flow.resize.is_some() {
                script.push_str(MANY_THEN_RESIZE);
            }
            script.push_str(END);
        }
        Act::Pool(request) => script.push_str(&DIALECT.request(POOL, request)),
    }
    script
}

fn start(plan: &Plan<'_>) -> String {
    let inlined = plan.slots.iter().filter_map(|slot| {
        slot.value.as_ref().map(|value| format!("  '{}' = {}\n", slot.name, literal(value.reveal())))
    });
    let inlined: String = inlined.collect();
    let inlined = if inlined.is_empty() {
        "$Inlined = @{}\n".to_owned()
    } else {
        format!("$Inlined = @{{\n{inlined}}}\n")
    };
    let secrets = plan.slots.iter().map(|slot| {
        let in_header = if slot.is_header { "$true" } else { "$false" };
        format!("${0} = Get-Secret '{0}' {in_header}\n", slot.name)
    });
    holes::start(
        CORE,
        plan.limits,
        &[
            ("what", plan.what()),
            ("exits", &comment("# ", &plan.exits())),
            ("inlined", &inlined),
            ("secrets", &secrets.collect::<String>()),
        ],
    )
}

/// Line breaks stand in the literals as they are: in JSON they are white space, whichever an editor makes of them.
fn body(parts: &[Part]) -> String {
    let line = |part: &Part| match part {
        Part::Text(text) => format!("  {}\n", literal(text)),
        Part::Secret(name) => format!("  (ConvertTo-JsonText ${name})\n"),
    };
    parts.iter().map(line).collect()
}
