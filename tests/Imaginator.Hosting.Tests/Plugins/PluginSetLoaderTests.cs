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
        Assert.Equal("asked to open local:///var/store", e.Message);
    }
}
