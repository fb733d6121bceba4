//! The loop over many jobs, a thread for each that runs, and its records.

pub(super) const MANY_MAIN: &str = r##"%%undone%%        Console.CancelKeyPress += (sender, pressed) =>
            Environment.Exit(Fail(Stopped(), "A second run goes on from here."));
        // Two connections to a host is the default of .NET Framework.
        ServicePointManager.DefaultConnectionLimit = AtOnce + 2;
        try
        {
            RunAll();
        }
        catch (Exception error)
        {
            return Fail(2, error.Message);
        }
        Console.WriteLine(finished + " of " + count + " jobs finished and were downloaded.");
        int outcome = finished == count ? 0 : 1;
%%then%%        return outcome;
"##;

pub(super) const MANY_THEN_RESIZE: &str = r##"        if (unsure)
        {
            Fail(outcome, "The pool is left as it is, and billed: jobs may still run on it.");
        }
        else if (Resize() != 0 && outcome == 0)
        {
            outcome = 7;
        }
"##;

pub(super) const MANY: &str = r##"
    private const string Bodies = %%bodies%%;
    private const int AtOnce = %%at_once%%;
    private static readonly object Counts = new object();
    private static int count;
    private static int finished;
    private static bool unsure;
    private const int Gone = 10; // no exit code: the service no longer knows the job of an earlier run

    // The body, with the secrets that stand in the file as \u0000NAME\u0000.
    private static string FillIn(string line)
    {
        var secrets = new Dictionary<string, string>
        {
%%dictionary%%        };
        string pattern = "\\\\u0000([A-Z0-9_]+)\\\\u0000";
        return Regex.Replace(line, pattern, slot =>
        {
            string name = slot.Groups[1].Value;
            string secret;
            if (secrets.TryGetValue(name, out secret)) return JsonText(secret);
            throw new FormatException("it names " + name + ", which is no secret of this script.");
        });
    }

    // The name of the file that tells a second run what became of a line.
    private static string Record(int line, string ending)
    {
        return Path.Combine(Folder, line.ToString("000000", CultureInfo.InvariantCulture) + ending);
    }

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "chmod")]
    private static extern int Chmod(string path, uint mode);

    private static void Rename(string from, string to)
    {
        File.Delete(to);
        File.Move(from, to);
    }

    // Records that a line was submitted: its job, and what the line said. Half a record never has its name.
    private static void Remember(string job, int line, string text)
    {
        string part = Record(line, ".job.part");
        try
        {
            Directory.CreateDirectory(Folder);
            File.Create(part).Dispose();
            if (Path.DirectorySeparatorChar == '/') Chmod(part, 384); // 0600: for its user alone
            File.WriteAllText(part, job + "\n" + text + "\n");
            Rename(part, Record(line, ".job"));
        }
        catch (Exception error)
        {
            string twice = ": its record was not written. A second run would submit this line again.";
            Fail(1, JobName(job, line) + twice, error.Message);
        }
    }

    // The job of this very line, as an earlier run recorded it; null where there is none.
    private static string Recall(int line, string ending, string text)
    {
        if (!File.Exists(Record(line, ending))) return null;
        string[] found = File.ReadAllText(Record(line, ending)).Split(new[] { '\n' }, 2);
        bool isSame = found.Length == 2 && found[1] == text + "\n";
        return isSame && Regex.IsMatch(found[0], "\\A[A-Za-z0-9_-]+\\z") ? found[0] : null;
    }

    // What finished is not sent again, what failed or was refused is; anything else is followed by a second run.
    private static void Settle(int line, string text, int code)
    {
        try
        {
            string job = Record(line, ".job");
            if (Recall(line, ".job", text) == null) return;
            if (code == 0) Rename(job, Record(line, ".done"));
            if (code == 3 || code == 4 || code == NotRun) File.Delete(job);
        }
        catch (Exception error)
        {
            Fail(1, Row(line) + "its record was not changed: " + error.Message);
        }
    }

    // A job that an earlier run submitted, from start to results. To start it twice is refused, and does no harm.
    private static int Follow(string job, int line)
    {
        Console.WriteLine(JobName(job, line) + ": submitted in an earlier run");
        Note(job, line, "was submitted; it is unknown whether it was started.");
        Reply reply = Bes(AgainDo, "POST", StartUrl(job), null);
        if (!reply.IsInDoubt) Note(job, line, "goes on.");
        int code = reply.Status == 404 ? Gone : Watch(job, line, Gone);
        if (code != 1 && code != 5) Note(job, line, null);
        return code;
    }

    private static int SendLine(int number, string line)
    {
        string body;
        try
        {
            body = FillIn(line);
        }
        catch (FormatException error)
        {
            return Fail(NotRun, "Line " + number + " was not sent: " + error.Message);
        }
        return Run(body, number, line);
    }

    private static int Outcome(int number, string line)
    {
        if (Recall(number, ".done", line) != null)
        {
            Console.WriteLine(Row(number) + "finished in an earlier run; it is not sent again.");
            return 0;
        }
        string job = Recall(number, ".job", line);
        int code = job == null ? SendLine(number, line) : Follow(job, number);
        if (code == Gone)
        {
            Fail(1, Row(number) + "the service no longer knows its job; the line is sent anew.");
            code = SendLine(number, line);
        }
        Settle(number, line, code);
        return code;
    }

    private static void One(int number, string line)
    {
        int code = 1;
        try
        {
            code = Outcome(number, line);
        }
        catch (Exception error)
        {
            Fail(1, Row(number) + error.Message);
        }
        lock (Counts)
        {
            if (code == 0) finished++;
            if (code == 1 || code == 5) unsure = true;
        }
    }

    // At most so many at once; lines are read as they are needed, so that the file may be long.
    private static void RunAll()
    {
        using (SemaphoreSlim room = new SemaphoreSlim(AtOnce))
        {
            try
            {
                int read = 0;
                foreach (string line in File.ReadLines(Bodies))
                {
                    int number = ++read;
                    if (line.Trim() == "") continue;
                    room.Wait();
                    count++;
                    Thread thread = new Thread(() =>
                    {
                        One(number, line.Trim());
                        room.Release();
                    });
                    thread.Start();
                }
            }
            finally
            {
                for (int left = AtOnce; left > 0; left--) room.Wait();
            }
        }
    }
"##;
