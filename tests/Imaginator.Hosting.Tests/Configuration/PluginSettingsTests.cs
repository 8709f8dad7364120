using Imaginator.Hosting.Plugins;
using Imaginator.Hosting.Plugins.Checking;

namespace Imaginator.Hosting.Tests.Configuration;

/// <summary>Settings of plugins in the main configuration.</summary>
public sealed class PluginSettingsTests : IDisposable
{
    private readonly ConfigurationFixture _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Reports_EachFaultOfAPluginWithItsPlace()
    {
        _files.Plugins = new PluginSet
        {
            Failed =
            [
                new FailedPlugin("GitSource", "/p/GitSource", "several")
                {
                    Faults = [new PluginFault("\"soon\" is not a duration", "fetchTimeout"), new PluginFault("it is missing", "url"), new PluginFault("bad name")],
                },
            ],
        };

        Assert.Equal(
            [
                "/p/GitSource: warning: the plugin GitSource is not loaded: bad name",
                "/p/GitSource: warning: the plugin GitSource is not loaded: setting url: it is missing",
                "conf.json:3: $.Plugins.GitSource.FetchTimeout: warning: the plugin GitSource is not loaded: setting fetchTimeout: \"soon\" is not a duration",
            ],
            (await _files.FaultsOfAsync("""
                {"Plugins": {"GitSource": {
                  "caFile": "/ca.pem",
                  "FetchTimeout": "soon"}}}
                """)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Gives_PluginsThePlacesOfTheirSettings()
    {
        _files.Write("conf.json", """
            {"Plugins": {"GitSource": {
              "caFile": "/ca.pem",
              "fetchTimeout": "soon"}}}
            """);

        var settings = (await _files.Loader.ReadMainAsync(_files.MainFile, TestContext.Current.CancellationToken)).ToPluginSettings();

        Assert.Equal("soon", settings.OfPlugins["GitSource"]["fetchTimeout"]);
        Assert.Equal(3, settings.Locations["GitSource"]["FETCHTIMEOUT"].Line);
        Assert.EndsWith("conf.json", settings.Locations["GitSource"]["caFile"].Source, StringComparison.Ordinal);
    }
}
