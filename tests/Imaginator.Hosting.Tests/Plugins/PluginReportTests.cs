using Imaginator.Building.Documents;
using Imaginator.Hosting.Plugins;
using Imaginator.Hosting.Plugins.Checking;

namespace Imaginator.Hosting.Tests.Plugins;

public sealed class PluginReportTests
{
    [Fact]
    public void Lists_LoadedFailedAndDisputed()
    {
        var plugins = new PluginSet
        {
            Loaded =
            [
                new LoadedPlugin("Deb", "1.0.0", "Debian packages.", "/p/Deb/Deb.dll", ["packager deb"]),
                new LoadedPlugin("GitSource", "1.10.0", "Git.", "/p/GitSource/GitSource.dll", ["manifest source http", "manifest source https"]),
            ],
            Failed =
            [
                new FailedPlugin("Rpm", "/p/Rpm", "it is broken"),
                new FailedPlugin("Xbps", "/p/Xbps", "two faults")
                {
                    Version = "1.1.0",
                    Faults =
                    [
                        new PluginFault("packager \"x y\": invalid TypeName"),
                        new PluginFault("it is too small", "limit") { Location = new ConfigurationLocation("conf.json", 7) },
                    ],
                },
            ],
            Skipped =
            [
                new SkippedPlugin("Deb", "/q/Deb", "/p/Deb"),
                new SkippedPlugin("Old", "/p/Old", OverriddenBy: null),
            ],
            Conflicts = [new PluginConflict("packager x", "/p/A/A.dll", "/p/B/B.dll")],
        };
        using var writer = new StringWriter();

        Assert.Equal(1, PluginReport.Write(plugins, writer));
        Assert.Equal(
            """
            NAME       VERSION  PROVIDES                                     DESCRIPTION
            Deb        1.0.0    packager deb                                 Debian packages.
            GitSource  1.10.0   manifest source http, manifest source https  Git.
            failed: Rpm in /p/Rpm: it is broken
            failed: Xbps 1.1.0 in /p/Xbps: packager "x y": invalid TypeName
            failed: Xbps 1.1.0 in /p/Xbps: setting limit (conf.json:7): it is too small
            not used: Deb in /q/Deb: overridden by /p/Deb
            not used: Old in /p/Old: disabled by Plugins.Old.enabled of the main configuration
            conflict: packager x is claimed by two plugins, /p/A/A.dll and /p/B/B.dll; remove or disable one of them

            """,
            writer.ToString());
    }

    [Fact]
    public void Succeeds_WhereNothingFailed()
    {
        using var writer = new StringWriter();

        Assert.Equal(0, PluginReport.Write(new PluginSet(), writer));
    }
}
