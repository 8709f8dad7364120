using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Plugins.GitSource.Tests.Settings;

public sealed class GitSourceSettingsTests
{
    [Fact]
    public void Plugin_ProvidesTheSchemesOfGit()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);

        new GitSourcePlugin().Register(services, Configure());

        using var provider = services.BuildServiceProvider();
        Assert.Equal(["https", "http", "ssh", "git", "file"], provider.GetRequiredService<IManifestSource>().Schemes);
    }

    [Theory]
    [InlineData("https", "", FetchIsolation.UnprivilegedProcess)]
    [InlineData("http", "", FetchIsolation.UnprivilegedProcess)]
    [InlineData("git", "", FetchIsolation.UnprivilegedProcess)]
    [InlineData("ssh", "", FetchIsolation.Process)]
    [InlineData("file", "", FetchIsolation.Process)]
    [InlineData("https", "/etc/ca.pem", FetchIsolation.Process)]
    public void Plugin_FetchesWithoutPrivileges_WhereItNeedsNone(string scheme, string caFile, FetchIsolation isolation)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);

        new GitSourcePlugin().Register(services, Configure(("caFile", caFile)));

        using var provider = services.BuildServiceProvider();
        Assert.Equal(isolation, provider.GetRequiredService<IManifestSource>().IsolationOf(scheme));
    }

    [Fact]
    public void Settings_HaveDefaults()
    {
        var settings = Configure().BindSettings<GitSourceSettings>();

        Assert.Equal(1L << 30, settings.MaximumManifestBytes);
        Assert.Equal(4L << 30, settings.MaximumFetchBytes);
        Assert.Equal(TimeSpan.FromMinutes(10), settings.FetchTimeout);
        Assert.Equal(TimeSpan.FromMinutes(2), settings.SilenceTimeout);
        Assert.Equal((250_000, 2_000_000), (settings.MaximumReferences, settings.MaximumObjects));
        Assert.Equal((256L << 20, 16L << 30), (settings.MaximumObjectBytes, settings.MaximumExpandedBytes));
        Assert.Null(settings.SshIdentityFile);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("512B", 512)]
    [InlineData("2KiB", 2048)]
    [InlineData("3 MiB", 3 << 20)]
    [InlineData("5TiB", 5L << 40)]
    public void Settings_TakeSizes(string text, long expected) =>
        Assert.Equal(expected, Configure(("maximumFetchBytes", text)).BindSettings<GitSourceSettings>().MaximumFetchBytes);

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("1h30m", 5400)]
    [InlineData("1.5s", 1.5)]
    [InlineData("1m250ms", 60.25)]
    public void Settings_TakeDurations(string text, double expectedSeconds) =>
        Assert.Equal(expectedSeconds, Configure(("fetchTimeout", text)).BindSettings<GitSourceSettings>().FetchTimeout.TotalSeconds);

    [Theory]
    [InlineData("maximumFetchBytes", "0")]
    [InlineData("maximumFetchBytes", "-1")]
    [InlineData("maximumFetchBytes", "12 elephants")]
    [InlineData("maximumManifestBytes", "9223372036854775807KiB")]
    [InlineData("maximumReferences", "-1")]
    [InlineData("maximumReferences", "0")]
    [InlineData("maximumObjects", "9999999999")]
    [InlineData("maximumObjectBytes", "0")]
    [InlineData("maximumExpandedBytes", "much")]
    [InlineData("silenceTimeout", "0s")]
    [InlineData("fetchTimeout", "10")]
    [InlineData("fetchTimeout", "s")]
    [InlineData("fetchTimeout", "1.2.3s")]
    [InlineData("fetchTimeout", "0s")]
    [InlineData("fetchTimeout", "99999h")]
    [InlineData("sshIdentityFile", "relative/key")]
    [InlineData("sshKnownHostsFile", "/path with/blank")]
    [InlineData("sshConfigFile", "~/config")]
    [InlineData("caFile", "ca.pem")]
    public void Settings_NameWhatCannotBeUsed(string name, string value)
    {
        var exception = Assert.Throws<SettingsException>(() => Configure((name, value)).BindSettings<GitSourceSettings>());

        var fault = Assert.Single(exception.Faults);
        Assert.Equal(name, fault.Setting);
        Assert.Contains($"\"{value}\"", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_NameAllFaultsAtOnce()
    {
        var exception = Assert.Throws<SettingsException>(() => new GitSourcePlugin().Register(
            new ServiceCollection(), Configure(("fetchTimeout", "x"), ("caFile", "y"))));

        Assert.Equal(
            "setting fetchTimeout: \"x\" is not a duration such as 90s or 1h30m; "
            + "setting caFile: invalid path \"y\": it must be absolute, without spaces, quotes, % and $",
            exception.Message);
    }

    private static IConfigurationRoot Configure(params (string Name, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value))
        .Build();
}
