namespace Imaginator.Hosting.Tests.Configuration;

/// <summary>Every fault is reported with its file, line and JSON path, all in one go.</summary>
public sealed class MainConfigurationFaultTests : IDisposable
{
    private readonly ConfigurationFixture _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Reports_AllFaultsAtOnce()
    {
        _files.Write("filter", "/tmp\n/bad(\n");
        _files.Write("triggers.json", "[\n{\"MatchLines\": [\"[\"], \"Servise\": \"ssh\"},\n7]");
        var faults = await _files.FaultsOfAsync($$$"""
            # comment
            {
              "bootstrapstreams": {},
              "BootstrapStreams": {
                "base/debian": {
                  "BootstrapCommand": [],
                  "PackagerType": "dep",
                  "FilterLines": ["/ok", "/bad["],
                  "FilterLine": []
                },
                "../up": {},
                "base/none": {"BootstrapCommand": "debootstrap", "PackagerType": 7},
                "base/more": {
                  "BootstrapCommand": ["true"], "PackagerType": "deb",
                  "ImageFilterUrl": "{{{_files.PathOf("filter")}}}",
                  "ImageTagsUrl": "ftp://host/tags",
                  "ImageTriggersUrl": "{{{_files.PathOf("triggers.json")}}}",
                  "Owners": {"groups": []}
                }
              },
              "ImageStreamsCheckInterval": -1,
              "BindMounts": ["relative", "/a/../b", 7, null, "//./"],
              "BindMounts": [],
              "PackagerTypes": {"dep": {"installCommand": ["x"]}},
              "Cache": {"MountPoint": "cache", "SizeLimit": "big"},
              "MtimesCopyFilterLines": ["("],
              "Limits": {"Memory": "1MiB", "Processes": "many", "CpuPercent": 0, "TestTimeout": "-1s", "Timeout": 1}, "Network": "no", "NetworkHosts": ["https://host"], "Identities": "drop",
              "RelationshipsQuickLinks": [{"Name": "x", "URL": "javascript:alert(1)"}, {"URL": "/"}],
              "ImageStreamsToAutoRebuild": true
            }
            """);

        Assert.Equal(
            [
                "conf.json:3: $.bootstrapstreams: warning: the field \"bootstrapstreams\" is unknown and ignored; BootstrapStreams was probably meant",
                "conf.json:6: $.BootstrapStreams['base/debian'].BootstrapCommand: error: stream \"base/debian\": BootstrapCommand is missing or empty",
                "conf.json:7: $.BootstrapStreams['base/debian'].PackagerType: error: stream \"base/debian\": packager type \"dep\" is not loaded; loaded are deb, rpm",
                "conf.json:8: $.BootstrapStreams['base/debian'].FilterLines[1]: error: stream \"base/debian\": bad filter line \"/bad[\", column 5: this \"[\" is never closed; write \"\\[\" for the character",
                "conf.json:9: $.BootstrapStreams['base/debian'].FilterLine: warning: stream \"base/debian\": the field \"FilterLine\" is unknown and ignored; FilterLines was probably meant",
                "conf.json:11: $.BootstrapStreams['../up']: error: stream \"../up\": invalid stream name: it has an empty, \".\" or \"..\" component; write a path such as base/debian",
                "conf.json:12: $.BootstrapStreams['base/none'].BootstrapCommand: error: stream \"base/none\": a list is expected here, not a string",
                "conf.json:12: $.BootstrapStreams['base/none'].PackagerType: error: stream \"base/none\": a string is expected here, not a number",
                "conf.json:16: $.BootstrapStreams['base/more'].ImageTagsUrl: error: stream \"base/more\": ftp://host/tags: unsupported URL scheme \"ftp\"; use a path or a URL with file:, http: or https:",
                "conf.json:18: $.BootstrapStreams['base/more'].Owners.groups: warning: stream \"base/more\": the field \"groups\" is unknown and ignored; Groups was probably meant",
                "conf.json:21: $.ImageStreamsCheckInterval: error: -1 is below 0",
                "conf.json:22: $.BindMounts[0]: error: \"relative\" is not an absolute path without \"..\"",
                "conf.json:22: $.BindMounts[1]: error: \"/a/../b\" is not an absolute path without \"..\"",
                "conf.json:22: $.BindMounts[2]: error: a string is expected here, not a number",
                "conf.json:22: $.BindMounts[3]: error: a string is expected here, not null",
                "conf.json:22: $.BindMounts[4]: error: \"//./\" is the root; name a directory below it",
                "conf.json:23: $.BindMounts: error: \"BindMounts\" occurs twice, first in line 22; remove one",
                "conf.json:24: $.PackagerTypes.dep.installCommand: warning: packager type \"dep\": the field \"installCommand\" is unknown and ignored; InstallCommand was probably meant",
                "conf.json:24: $.PackagerTypes.dep: error: packager type \"dep\": a plugin for it is not loaded; loaded are deb, rpm; without a plugin, InstallCommand is required",
                "conf.json:25: $.Cache: error: the field BaseDirectory is missing",
                "conf.json:25: $.Cache.MountPoint: error: \"cache\" is not an absolute path without \"..\"",
                "conf.json:25: $.Cache.SizeLimit: error: \"big\" is not a size such as 100MiB, 1GiB or a number of bytes",
                "conf.json:26: $.MtimesCopyFilterLines[0]: error: bad filter line \"(\", column 1: this \"(\" is never closed; write \"\\(\" for the character",
                "conf.json:27: $.Limits.Memory: error: 1MiB is too small; the minimum is 16MiB",
                "conf.json:27: $.Limits.Processes: error: a number is expected here, not a string",
                "conf.json:27: $.Limits.CpuPercent: error: 0 is too small; the minimum is 1",
                "conf.json:27: $.Limits.TestTimeout: error: \"-1s\" is not a duration such as 90s or 1h30m",
                "conf.json:27: $.Network: error: unknown network policy \"no\"; use open (all other machines), packages (the package proxy), "
                + "host (the network of the machine) or none",
                "conf.json:27: $.NetworkHosts[0]: error: invalid host \"https://host\"; use a name such as git.example.com, *.example.com or git.example.com:8443",
                "conf.json:27: $.Identities: error: unknown identity policy \"drop\"; use remove (the default), warn or keep",
                "conf.json:28: $.RelationshipsQuickLinks[0].URL: error: invalid URL \"javascript:alert(1)\"; use http:, https: or a path that starts with /",
                "conf.json:28: $.RelationshipsQuickLinks[1]: error: the field Name is missing",
                "conf.json:29: $.ImageStreamsToAutoRebuild: error: a list is expected here, not true",
                "filter:2: error: stream \"base/more\": bad filter line \"/bad(\", column 5: this \"(\" is never closed; write \"\\(\" for the character",
                "triggers.json:2: $[0].MatchLines[0]: error: stream \"base/more\": bad filter line \"[\", column 1: this \"[\" is never closed; write \"\\[\" for the character",
                "triggers.json:2: $[0].Servise: warning: stream \"base/more\": the field \"Servise\" is unknown and ignored; Service was probably meant",
                "triggers.json:3: $[1]: error: stream \"base/more\": a table is expected here, not a number",
            ],
            faults);
    }
}
