//! The loop over many jobs, a thread for each that runs.

pub(super) const MANY_MAIN: &str = r##"%%undone%%        Console.CancelKeyPress += (sender, pressed) => Environment.Exit(Stopped());
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

    private static void One(int number, string line)
    {
        int code = NotRun;
        try
        {
            string body = FillIn(line);
            code = 1; // from here on it may have been sent
            code = Run(body, number);
        }
        catch (Exception error)
        {
            Fail(code, "Line " + number + (code == NotRun ? " was not sent: " : ": ") + error.Message);
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
