namespace Imaginator.SystemTests.Site;

/// <summary>A site whose image <c>debian</c> has been bootstrapped from the machine's archive.</summary>
public sealed class DebianSite : IAsyncLifetime
{
    internal BuildSite Site { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var (archive, suite, component) = await MachineArchive.FindAsync();
        Site.Main("PackagerTypes", new { deb = new { }, none = new { InstallCommand = new[] { "true" } } });
        Site.BootstrapWith(
            "debian", "deb", "mmdebstrap", "--variant=apt", $"--components={component}", suite, "$dir", archive);
        (await Site.BuildAsync("debian")).ShouldSucceed();
    }

    public ValueTask DisposeAsync()
    {
        Site.Dispose();
        return ValueTask.CompletedTask;
    }
}
