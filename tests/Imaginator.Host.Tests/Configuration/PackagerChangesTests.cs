using Imaginator.Host.Configuration;
using Imaginator.Hosting.Configuration;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Tests.Configuration;

public sealed class PackagerChangesTests : IDisposable
{
    private readonly ConfigurationSite _site = new();

    private string StateDirectory => Path.GetDirectoryName(_site.PathOf("conf.json"))!;

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task Names_BootstrapStreams_WhosePackagerTypeChanged_AlsoAfterARestart()
    {
        var first = await LoadAsync("\"InstallCommand\": [\"a\", \"b\"]");
        var changed = await LoadAsync("\"InstallCommand\": [\"a b\"]");

        new PackagerChanges(StateDirectory, _site.Log).Report(first);
        new PackagerChanges(StateDirectory, _site.Log).Report(first);
        Assert.Empty(_site.Log.Of(LogLevel.Warning));

        var restarted = new PackagerChanges(StateDirectory, _site.Log);
        restarted.Report(changed);
        Assert.Equal(
            "The packager type deb changed; images have its previous commands until these streams, and those built on them, are rebuilt: "
            + "base/a, base/b",
            Assert.Single(_site.Log.Of(LogLevel.Warning)));

        restarted.Report(changed);
        Assert.Single(_site.Log.Of(LogLevel.Warning));
    }

    [Fact]
    public async Task Ignores_SettingsThatImagesDoNotContain()
    {
        var changes = new PackagerChanges(StateDirectory, _site.Log);
        changes.Report(await LoadAsync("\"InstallCommand\": [\"a\"]"));
        changes.Report(await LoadAsync("\"InstallCommand\": [\"a\"], \"RepositoryIndexes\": [\"*.db\"]"));
        Assert.Empty(_site.Log.Of(LogLevel.Warning));
    }

    [Fact]
    public async Task Continues_IfItsFileCannotBeReadOrWritten()
    {
        var main = await LoadAsync("\"InstallCommand\": [\"a\"]");
        Directory.CreateDirectory(_site.PathOf("packager-types.kept/directory"));

        new PackagerChanges(StateDirectory, _site.Log).Report(main);

        Assert.Contains(
            _site.Log.Of(LogLevel.Warning),
            message => message.StartsWith($"Cannot keep the packager types in {_site.PathOf("packager-types.kept")}", StringComparison.Ordinal));
    }

    private async Task<MainConfiguration> LoadAsync(string packager)
    {
        _site.WriteMain(more: $$$"""
            "PackagerTypes": {"deb": { {{{packager}}} }},
            "BootstrapStreams": {
              "base/a": {"BootstrapCommand": ["true"], "PackagerType": "deb"},
              "base/b": {"BootstrapCommand": ["true"], "PackagerType": "deb"}},
            """);
        _site.WriteStreams("s");
        using var configuration = await _site.StartAsync();
        return configuration.Current.Main;
    }
}
