using System.Text.Json;
using Imaginator.SystemTests.Site;

namespace Imaginator.Browser.Tests.Sites;

/// <summary>A daemon for tests that build. A script of its streams does what the test tells it.</summary>
public sealed class BuildingSite : IAsyncLifetime
{
    /// <summary>A stream whose manifest is in a git repository with two branches, and which declares a variable.</summary>
    internal const string Declared = "team/declared";

    /// <summary>A stream whose build writes lines and ends when the test wants it.</summary>
    internal const string Followed = "team/followed";

    /// <summary>As <see cref="Followed"/>, for another test.</summary>
    internal const string Cancelled = "team/cancelled";

    /// <summary>The branch of <see cref="Declared"/> besides the default branch.</summary>
    internal const string Branch = "next";

    /// <summary>The lines that the script writes by itself: more than fit on a screen.</summary>
    internal const int FirstLines = 100;

    private readonly BuildSite _site = new();
    private SiteDaemon? _daemon;

    /// <summary>The address of the daemon.</summary>
    internal string Home => $"http://127.0.0.1:{_daemon!.Port}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Signals => Path.Combine(_site.Root, "signals");

    /// <summary>Starts the daemon, and builds the source image of all streams.</summary>
    public async ValueTask InitializeAsync()
    {
        foreach (var stream in new[] { Followed, Cancelled })
        {
            Directory.CreateDirectory(SignalsOf(stream));
            _site.Stream(stream, "base", ("scripts/10_obey", ObeyingScript()));
        }

        _site.Main("BindMounts", new[] { Signals });
        _site.ManifestUrl(Declared, $"file://{await MakeRepositoryAsync()}");
        _site.StreamField(Declared, "RequestVariables", new { RELEASE = "[0-9]+" });
        _daemon = await _site.StartDaemonAsync("-maximumConcurrentBuilds=4");
        (await _daemon.ToolAsync("build-image", "base")).ShouldSucceed();
    }

    /// <summary>Ends the daemon.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }

        _site.Dispose();
    }

    /// <summary>Lets the script of a stream write the next line.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="line">The number of the line, from 1 on.</param>
    internal Task WriteLineAsync(string stream, int line) => SignalAsync(stream, $"{line}");

    /// <summary>Lets the script of a stream end.</summary>
    internal Task EndAsync(string stream) => SignalAsync(stream, "end");

    private string SignalsOf(string stream) => Path.Combine(Signals, Path.GetFileName(stream));

    private Task SignalAsync(string stream, string name) => File.WriteAllTextAsync(Path.Combine(SignalsOf(stream), name), "", Token);

    private string ObeyingScript() => $"""
        #!/bin/sh
        signals={Signals}/$IMAGE_STREAM_LEAF_NAME
        i=0
        while [ $i -lt {FirstLines} ]; do echo "begin $i"; i=$((i+1)); done
        n=1
        until [ -e $signals/end ]; do
          if [ -e $signals/$n ]; then echo "line $n"; n=$((n+1)); else sleep 0.01; fi
        done
        echo finished

        """;

    private async Task<string> MakeRepositoryAsync()
    {
        var repository = Path.Combine(_site.Root, "repository");
        await GitAsync("init", "--quiet", "--initial-branch=master", repository);
        await File.WriteAllTextAsync(Path.Combine(repository, "manifest"), JsonSerializer.Serialize(new { SourceImage = "base" }), Token);
        var scripts = Directory.CreateDirectory(Path.Combine(repository, "scripts")).FullName;
        await CommitAsync("master");
        await GitAsync("-C", repository, "checkout", "--quiet", "-b", Branch);
        await CommitAsync(Branch);
        await GitAsync("-C", repository, "checkout", "--quiet", "master");
        return repository;

        async Task CommitAsync(string branch)
        {
            var script = Path.Combine(scripts, "10_note");
            await File.WriteAllTextAsync(script, $"#!/bin/sh\necho \"{branch} $RELEASE\" >/etc/release\n", Token);
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            await GitAsync("-C", repository, "add", ".");
            await GitAsync("-C", repository, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "--quiet", $"--message={branch}");
        }
    }

    private static async Task GitAsync(params string[] arguments) =>
        (await RunningProgram.RunAsync("git", arguments)).ShouldSucceed();
}
