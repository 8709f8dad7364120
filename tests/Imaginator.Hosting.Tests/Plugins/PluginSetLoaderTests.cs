using System.Collections.Immutable;
using Imaginator.Hosting.Plugins;
using Imaginator.Plugins;

namespace Imaginator.Hosting.Tests.Plugins;

public sealed class PluginSetLoaderTests : IDisposable
{
    private readonly PluginFolders _folders = new();

    public void Dispose() => _folders.Dispose();

    [Fact]
    public void Loads_PartsOfEachKind()
    {
        var plugins = _folders.Add("GoodPlugin").Load();

        Assert.Empty(plugins.Failed);
        Assert.Equal(["good"], plugins.PackagerTypes.Keys);
        Assert.Equal(["good", "good+tls"], plugins.ManifestSources.Keys);
        Assert.Equal(["local"], plugins.Uploaders.Keys);
        var plugin = Assert.Single(plugins.Loaded);
        Assert.Equal(("GoodPlugin", "1.2.3", "Does what a plugin should."), (plugin.Name, plugin.Version, plugin.Description));
        Assert.Equal(_folders.PathOf("GoodPlugin", "GoodPlugin.dll"), plugin.File);
        Assert.Equal(
            ["packager good", "manifest source good", "manifest source good+tls", "uploader local"], plugin.Provides);
    }

    [Fact]
    public void Gives_PluginItsSettingsLoggerAndClock()
    {
        var settings = new PluginSettings
        {
            Shared = ImmutableDictionary<string, string?>.Empty.Add("stateDir", "/state").Add("tool", "shared"),
            OfPlugins = PluginSettings.None.OfPlugins.Add(
                "GoodPlugin", ImmutableDictionary<string, string?>.Empty.Add("tool", "own")),
        };

        var plugins = _folders.Add("GoodPlugin").Load(settings);
        var type = plugins.PackagerTypes["good"];

        var known = Assert.Single(plugins.Loaded).KnownSettings!;
        Assert.True(known["TOOL"]);
        Assert.False(known["mirror"]);
        Assert.DoesNotContain("other", known.Keys);
        Assert.Equal(["own", "install"], type.InstallCommand);
        Assert.Equal(["/state", TimeProvider.System.GetUtcNow().Year.ToString("0000", null)], type.CleanCommand);
    }

    [Fact]
    public void Loads_PluginWithLibraryOfItsOwn() =>
        Assert.Equal(["needy"], _folders.Add("NeedyPlugin").Load().PackagerTypes.Keys);

    [Fact]
    public void Gives_PluginItsOwnVersionOfAnAssemblyOfTheProgram()
    {
        var plugins = _folders.Add("BackwardPlugin").Load();

        Assert.Empty(plugins.Failed);
        Assert.Equal(["backward"], plugins.PackagerTypes.Keys);
        Assert.Equal("0.0.1", Assert.Single(plugins.Loaded).Description);
    }

    [Fact]
    public void Overrides_PluginOfTheSameNameInAnEarlierDirectory()
    {
        _folders.Write("early/GoodPlugin/GoodPlugin.dll", "never loaded");
        _folders.Add("GoodPlugin", below: "late");
        var plugins = PluginSetLoader.Load(
            new PluginSearchPath([_folders.PathOf("early")], [_folders.PathOf("late")]), PluginSettings.None,
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, TimeProvider.System);

        Assert.Empty(plugins.Failed);
        Assert.Empty(plugins.Conflicts);
        Assert.Equal(_folders.PathOf("late", "GoodPlugin", "GoodPlugin.dll"), Assert.Single(plugins.Loaded).File);
        Assert.Equal(
            new SkippedPlugin("GoodPlugin", _folders.PathOf("early", "GoodPlugin"), _folders.PathOf("late", "GoodPlugin")),
            Assert.Single(plugins.Skipped));
    }

    [Fact]
    public void LeavesOut_PluginThatTheConfigurationDisables()
    {
        var settings = new PluginSettings
        {
            OfPlugins = PluginSettings.None.OfPlugins.Add(
                "RivalPlugin", ImmutableDictionary<string, string?>.Empty.Add("Enabled", "false")),
        };

        var plugins = _folders.Add("GoodPlugin").Add("RivalPlugin").Load(settings);

        Assert.Equal("GoodPlugin", Assert.Single(plugins.Loaded).Name);
        Assert.Equal(["good"], plugins.PackagerTypes.Keys);
        Assert.Equal(new SkippedPlugin("RivalPlugin", _folders.PathOf("RivalPlugin"), null), Assert.Single(plugins.Skipped));
        Assert.EndsWith(
            "; disabled by the configuration: RivalPlugin",
            plugins.NotLoaded("it", "packager rival", plugins.PackagerTypes.Keys), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GoodPlugin", "it is the folder of a plugin, not a directory of plugins; write -pluginDir=")]
    [InlineData("", "the plugins are one level below; write -pluginDir=")]
    [InlineData("flat", "it contains My.dll instead of a folder for each plugin; move the files of a plugin My to a folder My in it")]
    public void Explains_DirectoryOnTheWrongLevel(string directory, string reason)
    {
        _folders.Add("GoodPlugin", below: "plugins");
        _folders.Write("flat/My.dll", "");
        var path = directory == "GoodPlugin" ? _folders.PathOf("plugins", "GoodPlugin") : _folders.PathOf(directory);
        var plugins = PluginSetLoader.Load(
            new PluginSearchPath([], [path]), PluginSettings.None,
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, TimeProvider.System);

        var failed = Assert.Single(plugins.Failed);
        Assert.StartsWith(reason, failed.Reason, StringComparison.Ordinal);
        if (reason.EndsWith('='))
        {
            Assert.Equal(reason + _folders.PathOf("plugins"), failed.Reason);
        }
    }

    [Theory]
    [InlineData("local:///store", null)]
    [InlineData("nosuch:///store", "a plugin for image store URLs of scheme \"nosuch\" is not loaded; loaded are local; failed to load: Broken (")]
    public void Finds_StoreThatABrokenPluginMayOpen(string url, string? reason)
    {
        _folders.Write("Broken/Broken.dll", "text");
        var fault = _folders.Add("GoodPlugin").Load().FindUnusableStore(url);

        Assert.Equal(reason is null, fault is null);
        Assert.StartsWith(reason ?? "", fault ?? "", StringComparison.Ordinal);
        Assert.Null(new PluginSet().FindUnusableStore(url));
    }

    [Fact]
    public void Shares_ContractWithPluginThatBringsACopy()
    {
        _folders.Add("GoodPlugin");
        File.Copy(typeof(IPlugin).Assembly.Location, _folders.PathOf("GoodPlugin", "Imaginator.Abstractions.dll"));

        Assert.Equal(["good"], _folders.Load().PackagerTypes.Keys);
    }

    [Fact]
    public void Finds_NoPluginsWhereThereAreNone()
    {
        var plugins = _folders.Load(null, _folders.PathOf("missing"));

        Assert.Empty(plugins.Loaded);
        Assert.Empty(plugins.Failed);
    }

    [Fact]
    public void Reports_MissingAdditionalDirectory()
    {
        var missing = _folders.PathOf("missing");
        var plugins = PluginSetLoader.Load(
            new PluginSearchPath([], [missing]), PluginSettings.None,
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, TimeProvider.System);

        Assert.Equal(missing, Assert.Single(plugins.Failed).Folder);
    }

    [Fact]
    public void Loads_DirectoryWithTwoNamesOnce()
    {
        _folders.Add("GoodPlugin", below: "real");
        File.CreateSymbolicLink(_folders.PathOf("link"), _folders.PathOf("real"));

        var plugins = PluginSetLoader.Load(
            new PluginSearchPath([_folders.PathOf("real"), _folders.PathOf("link")], [_folders.PathOf("real") + "/"]),
            PluginSettings.None, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, TimeProvider.System);

        Assert.Single(plugins.Loaded);
        Assert.Empty(plugins.Conflicts);
    }

    [Fact]
    public void Gives_DisputedNameToNobodyAndNamesBothFiles()
    {
        var plugins = _folders.Add("GoodPlugin").Add("RivalPlugin").Load();

        var conflict = Assert.Single(plugins.Conflicts);
        Assert.Equal("packager good", conflict.Part);
        Assert.Contains(_folders.PathOf("GoodPlugin", "GoodPlugin.dll"), conflict.ToString(), StringComparison.Ordinal);
        Assert.Contains(_folders.PathOf("RivalPlugin", "RivalPlugin.dll"), conflict.ToString(), StringComparison.Ordinal);
        Assert.Equal($"it cannot be used: {conflict}", plugins.NotLoaded("it", "packager good", plugins.PackagerTypes.Keys));
        Assert.Equal(["rival"], plugins.PackagerTypes.Keys);
        Assert.Equal(["local"], plugins.Uploaders.Keys);
    }

    [Fact]
    public async Task Explains_WhichPluginIsMissing()
    {
        _folders.Write("Broken/Broken.dll", "text");
        var plugins = _folders.Add("GoodPlugin").Load();

        var e = await Assert.ThrowsAsync<ImaginatorException>(
            () => plugins.OpenImageStoreAsync("imageserver://host:6971", TestContext.Current.CancellationToken));
        Assert.StartsWith(
            "a plugin for image store URLs of scheme \"imageserver\" is not loaded; loaded are local; failed to load: Broken (",
            e.Message, StringComparison.Ordinal);
        Assert.NotNull(plugins.ManifestSourceOf("GOOD://host/"));
        Assert.Contains(
            "has no scheme", Assert.Throws<ImaginatorException>(() => plugins.ManifestSourceOf("host/path")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opens_StoreByPath()
    {
        var plugins = _folders.Add("GoodPlugin").Load();

        var e = await Assert.ThrowsAsync<ImageStores.ImageStoreException>(
            () => plugins.OpenImageStoreAsync("/var/store", TestContext.Current.CancellationToken));
        Assert.Equal("plugin GoodPlugin 1.2.3: asked to open local:///var/store", e.Message);
    }
}
