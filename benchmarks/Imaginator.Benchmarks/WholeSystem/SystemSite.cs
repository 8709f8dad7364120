using System.Text.Json;

namespace Imaginator.Benchmarks.WholeSystem;

/// <summary>
/// What the programs work on: a real Debian tree, streams that build on it, a state directory with the first images. All of
/// it is in a directory of its own, removed at the end.
/// </summary>
internal sealed class SystemSite : IDisposable
{
    public const string BaseStream = "bench/base";
    public const string EqualStream = "bench/equal";
    public const string FileStream = "bench/file";
    public const string PackageStream = "bench/package";

    // Where the tree has the package that is installed: nothing is fetched from anywhere.
    private const string PackageFile = "/srv/imaginator-bench.deb";

    private static readonly string[] Filter = ["/var/cache/apt/.*", "/var/lib/apt/lists/.*", "/var/log/.*"];

    private readonly BenchmarkTree _directory = BenchmarkTree.Empty();
    private readonly BenchmarkArguments _arguments;

    private SystemSite(BenchmarkArguments arguments) => _arguments = arguments;

    /// <summary>A Debian root.</summary>
    public string Tree => In("tree");

    /// <summary>The same as an archive.</summary>
    public string Archive => In("tree.tar");

    /// <summary>The state with the images of all streams.</summary>
    public string State => In("state");

    /// <summary>The newest image of the base stream.</summary>
    public string BaseImage { get; private set; } = "";

    private string Imaginator => Path.Combine(_arguments.Distribution, "imaginator");

    private string BuilderTool => Path.Combine(_arguments.Distribution, "builder-tool");

    /// <summary>Makes everything.</summary>
    /// <exception cref="InvalidOperationException">Something could not be made.</exception>
    public static SystemSite Make(BenchmarkArguments arguments)
    {
        var site = new SystemSite(arguments);
        try
        {
            site.MakeTree();
            site.WriteConfiguration();
            site.BaseImage = site.Build(BaseStream, site.State);
            foreach (var stream in (string[])[EqualStream, FileStream, PackageStream])
            {
                site.Build(stream, site.State);
            }

            return site;
        }
        catch
        {
            site.Dispose();
            throw;
        }
    }

    /// <summary>A path in the directory.</summary>
    public string In(string name) => Path.Combine(_directory.HostPath, name);

    /// <summary>Builds a stream.</summary>
    /// <returns>The name of the image.</returns>
    public string Build(string stream, string state) => RunBuild(stream, state).Output.Trim();

    /// <summary>Asks for a build of a stream that needs none.</summary>
    /// <exception cref="InvalidOperationException">It was built all the same.</exception>
    public void BuildNothing(string stream)
    {
        var log = RunBuild(stream, State, "-skipIfUnchangedFor=24h").Errors;
        if (!log.Contains("nothing to do", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{stream} was built:\n{log}");
        }
    }

    /// <summary>Unpacks an image.</summary>
    public void Unpack(string image, string target) =>
        ToolRun.Run(BuilderTool, "get-image", $"-stateDir={State}", image, target);

    /// <summary>Changes the file that a stream adds.</summary>
    public void ChangeFile(string contents) => File.WriteAllText(In("manifests/file/files/etc/motd"), contents);

    /// <summary>Installs the package in a copy of the tree, as one would without us.</summary>
    public static void InstallNaively(string root) => ToolRun.Run(
        "unshare",
        "--mount", "--pid", "--fork", "--uts", "--ipc",
        "sh", "-e", "-c",
        $"mount --rbind /dev \"$1/dev\"; mount -t proc proc \"$1/proc\"; chroot \"$1\" dpkg -i {PackageFile}", "sh", root);

    public void Dispose() => ToolRun.Run("rm", "-rf", "--one-file-system", _directory.HostPath);

    // In a user namespace, the bootstrap command could not read the tree, whose files belong to root of this machine.
    private (string Output, string Errors) RunBuild(string stream, string state, params string[] more) => ToolRun.Run(
        Imaginator,
        [
            "build", $"-configurationUrl={In("conf.json")}", $"-stateDir={state}",
            .. stream == BaseStream ? (string[])["-userNamespaces=off"] : [], .. more, stream,
        ]);

    private void MakeTree()
    {
        if (DemoImage() is { } image)
        {
            ToolRun.Run(BuilderTool, "get-image", $"-stateDir={_arguments.DemoState}", image, Tree);
        }
        else if (_arguments.Archive is [var url, var suite, var component])
        {
            ToolRun.Run("mmdebstrap", "--variant=minbase", "--quiet", $"--components={component}", suite, Tree, url);
        }
        else
        {
            throw new InvalidOperationException("run ./demo.sh first, or say --archive=\"URL SUITE COMPONENT\"");
        }

        MakePackage();
        ToolRun.Run("tar", "-C", Tree, "-cf", Archive, ".");
    }

    private string? DemoImage()
    {
        if (!Directory.Exists(Path.Combine(_arguments.DemoState, "store")))
        {
            return null;
        }

        var images = ToolRun.Run(BuilderTool, "list-images", $"-stateDir={_arguments.DemoState}").Output;
        return images.Split('\n').Select(line => line.Split(' ')[0]).LastOrDefault(
            name => name.StartsWith("demo/", StringComparison.Ordinal));
    }

    private void MakePackage()
    {
        var package = Directory.CreateDirectory(In("package"));
        var control = package.CreateSubdirectory("DEBIAN");
        File.WriteAllText(
            Path.Combine(control.FullName, "control"),
            "Package: imaginator-bench\nVersion: 1\nArchitecture: all\nMaintainer: nobody <nobody@localhost>\nDescription: measured\n");
        File.WriteAllText(Path.Combine(control.FullName, "postinst"), "#!/bin/sh\nset -e\ntest -e /usr/share/imaginator-bench/0\n");
        File.SetUnixFileMode(Path.Combine(control.FullName, "postinst"), (UnixFileMode)0x1ED);
        var files = package.CreateSubdirectory("usr/share/imaginator-bench");
        for (var i = 0; i < 50; i++)
        {
            File.WriteAllText(Path.Combine(files.FullName, $"{i}"), $"file {i}\n");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Tree + PackageFile)!);
        ToolRun.Run("dpkg-deb", "--root-owner-group", "--build", package.FullName, Tree + PackageFile);
    }

    private void WriteConfiguration()
    {
        Write("conf.json", new
        {
            BootstrapStreams = new Dictionary<string, object>
            {
                [BaseStream] = new { BootstrapCommand = new[] { "cp", "-a", Tree + "/.", "$dir" }, PackagerType = "deb", FilterLines = Filter },
            },
            ImageStreamsUrl = In("streams.json"),
            PackagerTypes = new
            {
                deb = new
                {
                    InstallCommand = new[] { "sh", "-c", $"dpkg -i {PackageFile}", "install" },
                    UpdateCommand = new[] { "true" },
                    UpgradeCommand = new[] { "true" },
                },
            },
        });
        Write("streams.json", new
        {
            Streams = new Dictionary<string, object>
            {
                [EqualStream] = new { ManifestUrl = $"dir://{In("manifests/equal")}" },
                [FileStream] = new { ManifestUrl = $"dir://{In("manifests/file")}" },
                [PackageStream] = new { ManifestUrl = $"dir://{In("manifests/package")}" },
            },
        });
        foreach (var name in (string[])["equal", "file", "package"])
        {
            Directory.CreateDirectory(In($"manifests/{name}/files/etc"));
            Write($"manifests/{name}/manifest", new { SourceImage = BaseStream, FilterLines = Filter });
            File.WriteAllText(In($"manifests/{name}/files/etc/motd"), "first\n");
        }

        File.WriteAllText(In("manifests/package/package-list"), "imaginator-bench\n");
    }

    private void Write<T>(string name, T value) => File.WriteAllText(In(name), JsonSerializer.Serialize(value));
}
