using System.Text.Json;

namespace Imaginator.SystemTests.Site;

/// <summary>
/// A site of its own below <c>/tmp</c>: configuration, manifests, state. Its bootstrap stream <c>base</c> makes a root of
/// busybox in a fraction of a second.
/// </summary>
internal sealed class BuildSite : IDisposable
{
    public const string BootstrapScript = """
        set -e
        cd "$0"
        mkdir -p bin dev etc proc sys root tmp usr/bin var run
        chmod 1777 tmp
        cp /bin/busybox bin/busybox
        bin/busybox --install bin
        ln -s /run var/run
        echo root:x:0:0:root:/root:/bin/sh >etc/passwd
        mknod dev/null c 1 3
        """;

    private readonly Dictionary<string, Dictionary<string, object>> _streams = [];
    private readonly Dictionary<string, object> _bootstrapStreams = [];
    private readonly Dictionary<string, object> _main = [];

    private readonly TemporaryDirectory _directory = new();

    public BuildSite()
    {
        StateDirectory = Path.Combine(Root, "state");
        Bootstrap("base", "sh", "-c", BootstrapScript, "$dir");
    }

    public string Root => _directory.FullName;

    public string StateDirectory { get; set; }

    /// <summary>The file of the image streams.</summary>
    public string StreamsFile => Path.Combine(Root, "streams.json");

    /// <summary>The image streams as text.</summary>
    public string StreamsJson() => JsonSerializer.Serialize(new { Streams = _streams });

    public string ManifestDirectory(string stream) => Path.Combine(Root, "manifests", stream);

    /// <summary>Adds a bootstrap stream.</summary>
    public void Bootstrap(string name, params string[] command) =>
        BootstrapWith(name, "none", command);

    /// <summary>Adds a bootstrap stream whose packages are of a type that the main configuration has.</summary>
    public void BootstrapWith(string name, string packagerType, params string[] command) =>
        _bootstrapStreams[name] = new { BootstrapCommand = command, PackagerType = packagerType };

    /// <summary>Adds a field to the main configuration.</summary>
    public void Main(string field, object value) => _main[field] = value;

    /// <summary>Adds an image stream with its manifest: file name to contents; a name under scripts or tests is executable.</summary>
    public void Stream(string name, string source, params (string Path, string Contents)[] files)
    {
        _streams[name] = new() { ["ManifestUrl"] = $"dir://{ManifestDirectory(name)}" };
        File(name, "manifest", JsonSerializer.Serialize(new { SourceImage = source }));
        foreach (var (path, contents) in files)
        {
            File(name, path, contents);
        }
    }

    /// <summary>Adds an image stream with a copy of a manifest, and with fields of the configuration.</summary>
    public void Stream<T>(string name, string manifest, IReadOnlyDictionary<string, T> fields)
    {
        _streams[name] = new() { ["ManifestUrl"] = $"dir://{ManifestDirectory(name)}" };
        foreach (var (field, value) in fields)
        {
            _streams[name][field] = value!;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(ManifestDirectory(name))!);
        using var copy = System.Diagnostics.Process.Start("cp", ["-a", manifest, ManifestDirectory(name)]);
        copy.WaitForExit();
        Assert.Equal(0, copy.ExitCode);
    }

    /// <summary>Adds a field to an image stream in the configuration.</summary>
    public void StreamField(string stream, string field, object value) => _streams[stream][field] = value;

    /// <summary>Gives a stream's manifest another URL; a stream that was not there is added.</summary>
    public void ManifestUrl(string name, string url) => _streams[name] = new() { ["ManifestUrl"] = url };

    public void File(string stream, string path, string contents)
    {
        var full = Path.Combine(ManifestDirectory(stream), path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        System.IO.File.WriteAllText(full, contents);
        if (path.Contains("scripts/", StringComparison.Ordinal) || path.StartsWith("tests/", StringComparison.Ordinal))
        {
            System.IO.File.SetUnixFileMode(full, (UnixFileMode)0x1ED);
        }
    }

    public Task<ProgramResult> BuildAsync(string stream, params string[] more) =>
        RunningProgram.RunAsync(Distribution.Imaginator, BuildArguments(stream, more));

    public RunningProgram StartBuild(string stream, params string[] more) =>
        RunningProgram.Start("setsid", [Distribution.Imaginator, .. BuildArguments(stream, more)]);

    /// <summary>Runs builder-tool on the site's store.</summary>
    public Task<ProgramResult> ToolAsync(params string[] arguments) =>
        RunningProgram.RunAsync(Distribution.BuilderTool, [.. arguments, $"-stateDir={StateDirectory}"]);

    /// <summary>Unpacks an image and reads a file of it; one that is missing is empty.</summary>
    public async Task<string> ReadAsync(string image, string path)
    {
        var target = Path.Combine(Root, "unpacked", image.Replace('/', '-'));
        if (!Directory.Exists(target))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            (await ToolAsync("get-image", image, target)).ShouldSucceed();
        }

        var file = Path.Combine(target, path);
        return System.IO.File.Exists(file)
            ? await System.IO.File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)
            : "";
    }

    public IEnumerable<string> BuildArguments(string stream, params string[] more) =>
        ["build", .. DaemonArguments(), .. more, stream];

    /// <summary>The flags that name configuration and state; the configuration is written.</summary>
    public IEnumerable<string> DaemonArguments()
    {
        Write();
        return [$"-configurationUrl={Path.Combine(Root, "conf.json")}", $"-stateDir={StateDirectory}"];
    }

    /// <summary>Starts a daemon of the site, without certificates unless flags name some, and without a schedule.</summary>
    public Task<SiteDaemon> StartDaemonAsync(params string[] more)
    {
        string[] access = more.Any(flag => flag.StartsWith("-CAfile", StringComparison.Ordinal)) ? [] : ["-insecure"];
        return SiteDaemon.StartAsync(DaemonArguments([.. access, .. more]));
    }

    /// <summary>Starts a daemon without certificates in a control group.</summary>
    public Task<SiteDaemon> StartDaemonInAsync(string controlGroup) =>
        SiteDaemon.StartAsync(DaemonArguments("-insecure"), controlGroup);

    /// <summary>Starts a daemon without certificates by a program that executes it, for example in a namespace.</summary>
    public Task<SiteDaemon> StartDaemonByAsync(string[] launcher, params string[] more) =>
        SiteDaemon.StartAsync(DaemonArguments(["-insecure", .. more]), null, launcher);

    /// <summary>The flags of a daemon of the site.</summary>
    public IEnumerable<string> DaemonArguments(params string[] more)
    {
        Write();
        return
        [
            // Builds that nobody asked for would be in the way of most tests.
            $"-configurationUrl={Path.Combine(Root, "conf.json")}", $"-stateDir={StateDirectory}", "-imageRebuildInterval=0",
            .. more,
        ];
    }

    /// <summary>What builds have left behind: workspaces, mounts below the site, processes of the sandbox.</summary>
    public IEnumerable<string> Leftovers()
    {
        var builds = Path.Combine(StateDirectory, "builds");
        var workspaces = Directory.Exists(builds) ? Directory.GetDirectories(builds) : [];
        var mounts = System.IO.File.ReadLines("/proc/self/mountinfo")
            .Where(line => line.Contains(StateDirectory, StringComparison.Ordinal));
        var processes = Directory.GetDirectories("/proc")
            .Where(path => int.TryParse(Path.GetFileName(path), out _))
            .Select(CommandLine)
            .Where(line => line.Contains(Root, StringComparison.Ordinal) && !SiteDaemon.IsOne(line));
        return [.. workspaces, .. mounts, .. processes];
    }

    public void Dispose() => _directory.Dispose();

    /// <summary>Writes the configuration files as they are wanted by now; they are renamed into their places.</summary>
    public void Write()
    {
        _main["BootstrapStreams"] = _bootstrapStreams;
        _main.TryAdd("ImageStreamsUrl", StreamsFile);
        _main.TryAdd("PackagerTypes", new { none = new { InstallCommand = new[] { "true" } } });
        WriteIfChanged("conf.json", JsonSerializer.Serialize(_main));
        WriteIfChanged("streams.json", StreamsJson());
    }

    /// <summary>Other builds may be reading it.</summary>
    private void WriteIfChanged(string name, string contents)
    {
        var path = Path.Combine(Root, name);
        if (!System.IO.File.Exists(path) || System.IO.File.ReadAllText(path) != contents)
        {
            System.IO.File.WriteAllText(path + ".new", contents);
            System.IO.File.Move(path + ".new", path, overwrite: true);
        }
    }

    /// <summary>The number of processes on the machine with one of some command lines.</summary>
    public static int CountProcesses(params string[] commandLines) => Directory.GetDirectories("/proc")
        .Where(path => int.TryParse(Path.GetFileName(path), out _))
        .Count(path => commandLines.Contains(CommandLine(path).TrimEnd()));

    public static string CommandLine(string path)
    {
        try
        {
            return System.IO.File.ReadAllText(Path.Combine(path, "cmdline")).Replace('\0', ' ');
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return "";
        }
    }
}
