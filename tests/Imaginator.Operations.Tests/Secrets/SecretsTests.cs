using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Imaginator.Operations.Tests.Daemons;
using Imaginator.SystemTests.Site;

namespace Imaginator.Operations.Tests.Secrets;

/// <summary>
/// Builds with known secrets, successfully and not, and then looks for them wherever the daemon left something: files, pages,
/// answers, metrics, what clients were shown, and the processes that ran meanwhile.
/// </summary>
public sealed partial class SecretsTests : IDisposable
{
    // Others run this test on the same machine, where all processes are looked at.
    private static readonly string Run = Guid.NewGuid().ToString("N");
    private static readonly string Password = "p4ss+W0rd:odd-" + Run;
    private static readonly string Token = "tok3n-" + Run;

    // As it is, in a URL, in a header.
    private static readonly ImmutableArray<byte[]> Forms =
    [
        .. new[] { Password, Token }.SelectMany(secret => new[]
        {
            Encoding.UTF8.GetBytes(secret),
            Encoding.UTF8.GetBytes(Uri.EscapeDataString(secret)),
            Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('=')[..^1]),
            Encoding.UTF8.GetBytes(System.Net.WebUtility.HtmlEncode(secret)),
            Encoding.UTF8.GetBytes(System.Text.Json.JsonEncodedText.Encode(secret).ToString()),
        }),
    ];

    private readonly BuildSite _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task Secrets_AreNowhere()
    {
        var variables = Path.Combine(_site.Root, "variables");
        await File.WriteAllTextAsync(variables, $"PASSWORD={Password}\nTOKEN={Token}\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(variables, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await MakeSiteAsync();
        await using var git = await ServeGitAsync();
        using var processes = new ProcessWatch();
        var shown = new List<(string Where, byte[] Text)>();

        await using (var daemon = await RunningDaemon.StartAsync(
            _site, ["-variablesFile=" + variables, "-initialLogDebugLevel=2", "-logSubseconds"]))
        {
            await BuildEverythingAsync(daemon, shown);
            await VisitEverythingAsync(daemon, shown);
            await daemon.StopAsync();
            shown.Add(("what the daemon printed", Encoding.UTF8.GetBytes(daemon.Printed)));
        }

        Assert.InRange(git.Admitted, 2, 100);
        processes.Stop();
        shown.AddRange(processes.Seen.Select(line => ("a process: " + line.Key, Encoding.UTF8.GetBytes(line.Key))));
        shown.AddRange(FilesBelow(_site.StateDirectory));
        shown.AddRange(FilesBelow(RunningDaemon.LogDirectory(_site)));

        Assert.InRange(shown.Count, 60, 100_000);
        Assert.Contains(shown, text => text.Text.AsSpan().IndexOf("***"u8) >= 0);
        Assert.Equal("", string.Join('\n', shown.Where(text => Holds(text.Text)).Select(text => text.Where)));
    }

    [Fact]
    public void ALeakWouldBeFound()
    {
        Assert.True(Holds(Encoding.UTF8.GetBytes($"x{Token}y")));
        Assert.True(Holds(Encoding.UTF8.GetBytes("http://u:" + Uri.EscapeDataString(Password) + "@h/")));
        Assert.True(Holds(Encoding.UTF8.GetBytes("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Token)))));
        Assert.False(Holds("http://u:***@h/"u8));
    }

    private async Task MakeSiteAsync()
    {
        // Commands find the token in a file that is bound into the sandbox: in the image it would have a right to be.
        var bound = Path.Combine(_site.Root, "bound");
        Directory.CreateDirectory(bound);
        await File.WriteAllTextAsync(Path.Combine(bound, "token"), Token);
        _site.Main("BindMounts", new[] { bound });
        _site.Stream("prints", "base", ("scripts/10", $"#!/bin/sh\ncat {bound}/token; echo; cat {bound}/token >&2\n"));
        _site.Stream("fails", "base", ("scripts/10", $"#!/bin/sh\ncat {bound}/token; echo; exit 7\n"));
        _site.Stream("tested", "base", ("tests/one", $"#!/bin/sh\ncat {bound}/token; exit 1\n"));

        // A manifest that wants to know; and its stream's directory is secret itself.
        _site.Stream("curious", "base", ("tags.json", """{"leak": "x$TOKEN", "other": "$PASSWORD"}"""));
        _site.Stream("asks", "stream-$TOKEN");
        _site.Stream("hidden", "base", ("scripts/10", "#!/bin/sh\nenv\n"));
        var hidden = Path.Combine(_site.Root, "manifests", Token);
        Directory.Move(_site.ManifestDirectory("hidden"), hidden);
        _site.ManifestUrl("hidden", $"dir://{_site.Root}/manifests/$TOKEN");

        // Nobody listens there.
        _site.ManifestUrl("unreachable", "http://user:$PASSWORD@127.0.0.1:1/repository.git");

        // A command of the site, whose arguments are in the list of processes.
        _site.Bootstrap("argument", "sh", "-c", "sleep 0.3; mkdir -p \"$0/bin\"; cp /bin/busybox \"$0/bin/sh\"", "$dir", "$TOKEN");
    }

    /// <summary>A repository that takes the password to fetch.</summary>
    private async Task<PrivateGitServer> ServeGitAsync()
    {
        var repository = Path.Combine(_site.Root, "repositories", "manifests");
        await RunAsync("git", "init", "--quiet", "--initial-branch=master", repository);
        await File.WriteAllTextAsync(Path.Combine(repository, "manifest"), """{"SourceImage": "base"}""");
        await RunAsync("git", "-C", repository, "add", ".");
        await RunAsync(
            "git", "-C", repository, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "--quiet", "--message=manifest");
        var server = await PrivateGitServer.StartAsync(Path.Combine(_site.Root, "repositories"), "user", Password);
        _site.ManifestUrl("fetched", $"http://user:$PASSWORD@{server.Authority}/manifests/.git");
        _site.ManifestUrl("refused", $"http://user:$TOKEN@{server.Authority}/manifests/.git");
        return server;
    }

    private static async Task BuildEverythingAsync(RunningDaemon daemon, List<(string Where, byte[] Text)> shown)
    {
        (string Stream, bool Succeeds)[] builds =
        [
            ("prints", true), ("hidden", true), ("curious", true), ("argument", true), ("fetched", true),
            ("fails", false), ("tested", false), ("asks", false), ("unreachable", false), ("refused", false),
        ];
        foreach (var (stream, succeeds) in builds)
        {
            var result = await daemon.ToolAsync("build-image", "-alwaysShowBuildLog", stream);
            Assert.True(result.ExitCode == (succeeds ? 0 : 1), $"{stream}: {result.Error}");
            shown.Add(($"what building {stream} printed", Encoding.UTF8.GetBytes(result.Output + result.Error)));
        }

        foreach (var command in new[] { "get-dependencies", "get-digraph" })
        {
            var result = await daemon.ToolAsync(command);
            shown.Add(($"what {command} printed", Encoding.UTF8.GetBytes(result.Output + result.Error)));
        }
    }

    /// <summary>Every page that can be reached from the first one, and those that nothing links to.</summary>
    private static async Task VisitEverythingAsync(RunningDaemon daemon, List<(string Where, byte[] Text)> shown)
    {
        using var client = new HttpClient { BaseAddress = daemon.Address };
        var pages = new Queue<string>(["/", "/metrics", "/healthz", "/readyz", "/showImageStreams", "/showAllBuilds"]);
        var seen = new HashSet<string>(pages, StringComparer.Ordinal);
        while (pages.TryDequeue(out var page) && seen.Count < 500)
        {
            using var answer = await client.GetAsync(page, TestContext.Current.CancellationToken);
            var body = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            shown.Add(($"page {page}", [.. Encoding.UTF8.GetBytes(answer.Headers + "\n"), .. body]));
            foreach (Match link in Link().Matches(Encoding.UTF8.GetString(body)))
            {
                var target = System.Net.WebUtility.HtmlDecode(link.Groups["target"].Value);
                if (target.StartsWith('/') && seen.Add(target))
                {
                    pages.Enqueue(target);
                }
            }
        }
    }

    private static IEnumerable<(string Where, byte[] Text)> FilesBelow(string directory)
    {
        // Not through the links of trees, which lead to the host's own files.
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var path in Directory.EnumerateFileSystemEntries(directory, "*", options))
        {
            // Names can hold secrets too.
            yield return ($"the name {path}", Encoding.UTF8.GetBytes(path[directory.Length..]));
            if (new FileInfo(path) is not { Exists: true, Attributes: var attributes } || attributes.HasFlag(FileAttributes.Device))
            {
                continue;
            }

            var contents = File.ReadAllBytes(path);
            yield return ($"file {path}", contents);
            if (contents is [0x1F, 0x8B, ..])
            {
                using var unpacked = new MemoryStream();
                using (var gzip = new GZipStream(new MemoryStream(contents), CompressionMode.Decompress))
                {
                    gzip.CopyTo(unpacked);
                }

                yield return ($"file {path}, unpacked", unpacked.ToArray());
            }
        }
    }

    private static bool Holds(ReadOnlySpan<byte> text)
    {
        foreach (var form in Forms)
        {
            if (text.IndexOf(form) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static async Task RunAsync(string program, params string[] arguments) =>
        (await RunningProgram.RunAsync(program, arguments)).ShouldSucceed();

    [GeneratedRegex("(?:href|src|action)=[\"']?(?<target>[^\"'> ]+)")]
    private static partial Regex Link();

    /// <summary>Command lines and environments of all processes below this one, seen again and again.</summary>
    private sealed class ProcessWatch : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Thread _thread;

        public ProcessWatch()
        {
            _thread = new Thread(Watch) { IsBackground = true };
            _thread.Start();
        }

        public ConcurrentDictionary<string, bool> Seen { get; } = new(StringComparer.Ordinal);

        public void Stop()
        {
            _stop.Cancel();
            _thread.Join();
        }

        public void Dispose()
        {
            Stop();
            _stop.Dispose();
        }

        private void Watch()
        {
            while (!_stop.Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(5)))
            {
                foreach (var process in Process.GetProcesses())
                {
                    using (process)
                    {
                        Look($"/proc/{process.Id}/cmdline");
                        Look($"/proc/{process.Id}/environ");
                    }
                }
            }
        }

        private void Look(string path)
        {
            try
            {
                Seen.TryAdd(File.ReadAllText(path).Replace('\0', ' '), true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile.
            }
        }
    }
}
