//! The loop over many jobs, and its records.

/// One thread is enough: a job is waited for, not worked on.
pub(super) const MANY: &str = r##"
$Bodies = %%bodies%%
$AtOnce = %%at_once%%
$Secrets = @{%%dictionary%%}
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
"##;

pub(super) const MANY_THEN_RESIZE: &str = r##"  if ($unsure) {
    Write-Trouble 'The pool is left as it is, and billed: jobs may still run on it.'
  } else {
    $resized = Resize-Pool
    if ($outcome -eq 0) { $outcome = $resized }
  }
"##;
