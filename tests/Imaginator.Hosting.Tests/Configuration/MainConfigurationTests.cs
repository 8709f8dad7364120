using Imaginator.Building.Sandboxing.Networks;
using Imaginator.Building.Streams;
using Imaginator.Building.Variables;
using Imaginator.Hosting.Configuration;

namespace Imaginator.Hosting.Tests.Configuration;

public sealed class MainConfigurationTests : IDisposable
{
    private readonly ConfigurationFixture _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Reads_EveryField()
    {
        _files.Write("filter", "# comment\n\n/tmp/.*\r\n  /var/log/.*\n!\n");
        _files.Write("tags.json", """{"Distribution": "Debian"}""");
        _files.Write("triggers.json", """
            [
            # comment
            {"MatchLines": ["/etc/ssh/.*"], "Service": "ssh", "SortName": "s", "DoReload": true, "HighImpact": true, "DoReboot": true}
            ]
            """);
        _files.Write("streams.json", """{"Streams": {"users/fred": {"ManifestUrl": "https://host/repository"}}}""");

        var configuration = await _files.LoadGoodAsync($$$"""
            # A comment,
              // another
            ! and another.
            {
              "OurOwnNotes": "are ignored",
              "BootstrapStreams": {
                "base/debian/$ARCH": {
                  "BootstrapCommand": ["debootstrap", "--arch=$ARCH", "$dir", "$ARCH/$UNKNOWN"],
                  "FilterLines": ["/var/cache/.*", "!"],
                  "PackagerType": "deb",
                  "RequestVariables": {"UNKNOWN": "[a-z]+"},
                  "ImageFilterUrl": "file://{{{_files.PathOf("filter")}}}",
                  "ImageTagsUrl": "{{{_files.PathOf("tags.json")}}}",
                  "ImageTriggersUrl": "{{{_files.PathOf("triggers.json")}}}",
                  "Owners": {"Groups": ["staff"], "Users": ["fred"]},
                  "Limits": {"Memory": 1073741824, "Disk": "20GiB", "ImageSize": "4GiB", "ImageFiles": 500000},
                  "Network": "host",
                  "NetworkHosts": ["*.example.org"], "Identities": "remove"
                }
              },
              "ImageStreamsUrl": "{{{_files.PathOf("streams.json")}}}",
              "ImageStreamsToAutoRebuild": ["users/fred", "base/debian/$ARCH"],
              "ImageStreamsCheckInterval": 60,
              "PackagerTypes": {"deb": {}},
              "BindMounts": ["/etc/ssl"],
              "Cache": {"BaseDirectory": "/var/cache/imaginator", "MountPoint": "/var/cache/build", "SizeLimit": "10GiB"},
              "MtimesCopyFilterLines": ["/etc/.*"],
              "Limits": {"Memory": "8GiB", "Processes": 1000, "CpuPercent": 250, "TestTimeout": "1m30s"},
              "Network": "packages",
              "NetworkHosts": ["git.example.org", "registry.example.org:8443"],
              "Identities": "keep",
              "RelationshipsQuickLinks": [{"Name": "All", "URL": "/showDirectedGraph"}, {"Name": "Wiki", "URL": "https://wiki/"}],
              "Plugins": {}
            }
            """);

        var stream = Assert.IsType<BootstrapStream>(configuration.Catalog.Find($"base/debian/{Architecture.GoName}"));
        Assert.Equal(["debootstrap", $"--arch={Architecture.GoName}", "$dir", "$ARCH/$UNKNOWN"], stream.BootstrapCommand);
        Assert.Equal(["/var/cache/.*", "!"], stream.FilterLines);
        Assert.Equal("deb", stream.PackagerType);
        Assert.Equal(["/tmp/.*", "/var/log/.*", "!"], stream.ImageFilter!.Lines);
        Assert.Equal("Debian", stream.ImageTags["Distribution"]);
        Assert.Equal(
            new BuildLimits { MemoryBytes = 1L << 30, DiskBytes = 20L << 30, ImageBytes = 4L << 30, ImageFiles = 500_000 }, stream.Limits);
        Assert.Equal(SandboxNetwork.Host, stream.Network);
        Assert.Equal(["*.example.org"], stream.NetworkHosts);
        Assert.Equal(IdentityPolicy.Remove, stream.Identities);
        var trigger = Assert.Single(stream.ImageTriggers!.Value);
        Assert.Equal(["/etc/ssh/.*"], trigger.MatchLines);
        Assert.Equal(
            ("ssh", "s", true, true, true),
            (trigger.Service, trigger.SortName, trigger.DoReload, trigger.DoReboot, trigger.HighImpact));
        Assert.Equal(["staff"], stream.OwnerGroups);
        Assert.Equal(["fred"], stream.OwnerUsers);
        Assert.Equal(["users/fred", $"base/debian/{Architecture.GoName}"], configuration.Main.ImageStreamsToAutoRebuild);
        Assert.Equal(TimeSpan.FromMinutes(1), configuration.Main.ImageStreamsCheckInterval);
        var settings = configuration.Main.BuildSettings;
        Assert.Equal(SandboxNetwork.Packages, settings.Network);
        Assert.Equal(["git.example.org", "registry.example.org:8443"], settings.NetworkHosts);
        Assert.Equal(["/etc/ssl"], settings.BindMounts);
        Assert.Equal(IdentityPolicy.Keep, settings.Identities);
        Assert.Equal(new BuildCacheSettings("/var/cache/imaginator", "/var/cache/build", 10L << 30), settings.Cache);
        Assert.Equal(["/etc/.*"], settings.MtimesCopyFilterLines);
        Assert.Equal(
            [new QuickLink("All", "/showDirectedGraph"), new QuickLink("Wiki", "https://wiki/")],
            configuration.Main.RelationshipsQuickLinks);
    }

    [Fact]
    public async Task Takes_EmptyConfiguration()
    {
        var configuration = await _files.LoadGoodAsync("{}");

        Assert.Empty(configuration.Main.BootstrapStreams);
        Assert.Null(configuration.Main.ImageStreamsSource);
        Assert.Null(configuration.Main.BuildSettings.Cache);
        Assert.Equal(SandboxNetwork.Open, configuration.Main.BuildSettings.Network);
        Assert.Null(configuration.Main.ImageStreamsCheckInterval);
        Assert.Null(configuration.Catalog.Find("any"));
    }

    [Fact]
    public async Task Treats_NullAsNotGiven()
    {
        var configuration = await _files.LoadGoodAsync(
            """{"BindMounts": null, "Cache": null, "BootstrapStreams": null, "ImageStreamsUrl": null, "PackagerTypes": {"deb": null}}""");

        Assert.Equal(ConfigurationFixture.Deb, configuration.Main.BuildSettings.PackagerTypes["deb"]);
    }

    [Fact]
    public async Task Keeps_DefaultsOfPluginForFieldsNotConfigured()
    {
        var types = (await _files.LoadGoodAsync("""
            {"PackagerTypes": {
              "deb": {"InstallCommand": ["mine"], "Verbatim": [], "ListCommand": {"SizeMultiplier": 10}},
              "rpm": {"ListCommand": {"ArgList": ["rpm", "-qa"]}},
              "own": {"InstallCommand": ["own-install"], "ListCommand": {"ArgList": ["own-list"], "SizeMultiplier": 0}}
            }}
            """)).Main.BuildSettings.PackagerTypes;

        Assert.Equal(["mine"], types["deb"].InstallCommand);
        Assert.Equal(ConfigurationFixture.Deb.CleanCommand, types["deb"].CleanCommand);
        Assert.Equal(ConfigurationFixture.Deb.CleanPatterns, types["deb"].CleanPatterns);
        Assert.Empty(types["deb"].Verbatim);
        Assert.Equal(["dpkg-query"], types["deb"].ListCommand.ArgList);
        Assert.Equal(10ul, types["deb"].ListCommand.SizeMultiplier);
        Assert.Equal(["rpm", "-qa"], types["rpm"].ListCommand.ArgList);
        Assert.Equal(1ul, types["rpm"].ListCommand.SizeMultiplier);
        Assert.Equal(1ul, types["own"].ListCommand.SizeMultiplier);
    }

    [Fact]
    public async Task Reads_SuccessExitCodesAndFilesOfRepositories()
    {
        var type = (await _files.LoadGoodAsync("""
            {"PackagerTypes": {"zypper": {
              "InstallCommand": ["zypper", "-n", "install"],
              "SuccessExitCodes": [102, 103], "RepositoryIndexes": ["*.db"], "RepositoryFiles": ["*.pkg.tar.*"]
            }}}
            """)).Main.BuildSettings.PackagerTypes["zypper"];

        Assert.Equal([102, 103], type.SuccessExitCodes);
        Assert.Equal(["*.db"], type.RepositoryIndexes);
        Assert.Equal(["*.pkg.tar.*"], type.RepositoryFiles);
    }

    [Fact]
    public async Task Refuses_ExitCodesAndPatternsThatMeanNothing() => Assert.Equal(
        [
            "conf.json:1: $.PackagerTypes.deb.SuccessExitCodes[0]: error: packager type \"deb\": 0 is not an exit code of a failure; give numbers from 1 to 255",
            "conf.json:1: $.PackagerTypes.deb.SuccessExitCodes[1]: error: packager type \"deb\": a number is expected here, not a string",
            "conf.json:1: $.PackagerTypes.deb.RepositoryIndexes[0]: error: packager type \"deb\": the pattern \"*\" has no letters or digits; write a file name such as \"*.db\"",
            "conf.json:1: $.PackagerTypes.deb.RepositoryFiles[0]: error: packager type \"deb\": the pattern \"a/*.db\" contains a slash; write a file name without its directory",
        ],
        await _files.FaultsOfAsync(
            """{"PackagerTypes": {"deb": {"SuccessExitCodes": [0, "x"], "RepositoryIndexes": ["*"], "RepositoryFiles": ["a/*.db"]}}}"""));

    [Fact]
    public async Task WarnsOf_VariablesOfBootstrapCommandsThatNothingDefines() => Assert.Equal(
        [
            "conf.json:1: $.BootstrapStreams.base.BootstrapCommand[2]: warning: stream \"base\": the variable \"x\" is not defined and expands to "
            + "nothing; write ${$} for a dollar sign; a request can set it only if RequestVariables declares it",
        ],
        await _files.FaultsOfAsync(
            """
            {"BootstrapStreams": {"base": {"PackagerType": "deb", "RequestVariables": {"SUITE": "[a-z]+"},
              "BootstrapCommand": ["sh", "-c", "for x in $SUITE; do echo $x; done", "$dir", "$ARCH", "$IMAGE_STREAM", "$0"]}}}
            """.ReplaceLineEndings(" ")));

    [Fact]
    public async Task Keeps_EscapedDollarsForTheBuild()
    {
        var stream = Assert.IsType<BootstrapStream>((await _files.LoadGoodAsync(
            """{"BootstrapStreams": {"base": {"PackagerType": "deb", "BootstrapCommand": ["sh", "-c", "echo ${$}HOME $ARCH"]}}}"""))
            .Catalog.Find("base"));

        Assert.Equal(["sh", "-c", "echo ${$}HOME $ARCH"], stream.BootstrapCommand);
    }

    [Fact]
    public async Task Takes_MultiplierOfOwnCommandNotOfPluginsCommand() => Assert.Equal(
        1ul,
        (await _files.LoadGoodAsync("""{"PackagerTypes": {"deb": {"ListCommand": {"ArgList": ["mine"]}}}}"""))
            .Main.BuildSettings.PackagerTypes["deb"].ListCommand.SizeMultiplier);

    [Fact]
    public async Task Shows_ImageStreamsUrlNotExpanded()
    {
        _files.Secrets = new SecretVariables(_files.Secrets.Values.Add("TOKEN", "very-secret"));
        var missing = _files.PathOf("$TOKEN.json");

        Assert.Equal(
            ["$TOKEN.json: error: the file does not exist"], await _files.FaultsOfAsync($$"""{"ImageStreamsUrl": "{{missing}}"}"""));
        _files.Write("very-secret.json", "{}");
        var source = (await _files.LoadGoodAsync($$"""{"ImageStreamsUrl": "{{missing}}"}""")).Main.ImageStreamsSource!;
        Assert.Equal(missing, source.Display);
        Assert.EndsWith("/very-secret.json", source.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gives_PluginsTheirSettings()
    {
        _files.Write("conf.json", """{"Plugins": {"GitSource": {"A": "x", "B": {"C": 1.5, "D": [true, "y"]}, "E": null}}}""");

        var document = await _files.Loader.ReadMainAsync(_files.MainFile, TestContext.Current.CancellationToken);

        Assert.Equal(
            [("A", "x"), ("B:C", "1.5"), ("B:D:0", "true"), ("B:D:1", "y")],
            document.PluginSettings["GitSource"].Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal));
    }
}
