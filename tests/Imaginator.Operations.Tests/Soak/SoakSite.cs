using System.Globalization;
using Imaginator.SystemTests.Site;

namespace Imaginator.Operations.Tests.Soak;

/// <summary>A site whose builds do some of everything: write, wait, test, fail, need each other.</summary>
internal sealed class SoakSite : IDisposable
{
    /// <summary>Streams whose builds succeed, when they are let.</summary>
    public static readonly IReadOnlyList<string> Good = ["files", "slow", "tested", "layered", "large", "many"];

    /// <summary>A stream whose builds fail.</summary>
    public const string Bad = "bad";

    private int _edits;

    public SoakSite()
    {
        Site.Stream("files", "base", ("files/etc/motd", "hello\n"), ("scripts/10", "#!/bin/sh\necho hello >/etc/hello\n"));
        Site.Stream("slow", "base", ("scripts/10", "#!/bin/sh\nfor i in 1 2 3 4 5 6; do echo $i; sleep 0.2; done\n"));
        Site.Stream("tested", "base", ("tests/works", "#!/bin/sh\nsleep 0.1; exit 0\n"));
        Site.Stream("layered", "files", ("scripts/10", "#!/bin/sh\ndate >/etc/built; sleep 30 & echo left behind\n"));
        Site.Stream("large", "base", ("scripts/10", "#!/bin/sh\nhead -c 8000000 /dev/urandom >/large\n"));
        Site.Stream(
            "many", "base", ("scripts/10", "#!/bin/sh\nmkdir /many; for i in $(seq 300); do echo $i >/many/$i; done\n"));
        Site.Stream(Bad, "base", ("scripts/10", "#!/bin/sh\necho no; exit 1\n"));
    }

    public BuildSite Site { get; } = new();

    /// <summary>Is locked by whoever writes the configuration.</summary>
    public Lock Configuration { get; } = new();

    /// <summary>Changes the configuration as an operator does: usually well, sometimes not.</summary>
    public void Edit()
    {
        lock (Configuration)
        {
            var path = Path.Combine(Site.Root, "streams.json");
            var number = (++_edits).ToString(CultureInfo.InvariantCulture);
            Site.File("files", "files/etc/edit", number);
            Site.StreamField("files", "Variables", new Dictionary<string, string> { ["EDIT"] = number });
            if (_edits % 5 == 0)
            {
                File.WriteAllText(path + ".new", "{ broken");
                File.Move(path + ".new", path, overwrite: true);
            }
            else
            {
                // Written anew as a whole.
                _ = Site.DaemonArguments().Count();
            }
        }
    }

    public void Dispose() => Site.Dispose();
}
