using System.Text.Json;
using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>A hostile author of a manifest and a hostile requestor, before a daemon with certificates.</summary>
public sealed class TrustTests : IDisposable
{
    private const string Stale = "-maxSourceAge=1ms";

    private readonly BuildSite _site = new();
    private readonly SiteCertificates _certificates = new();
    private readonly Dictionary<string, string> _issued = [];

    public TrustTests()
    {
        _site.Stream("prod/base", "base", ("scripts/note", "#!/bin/sh\necho \"mode=$MODE release=$RELEASE\" >/which\n"));
        _site.StreamField("prod/base", "RequestVariables", new { RELEASE = "[0-9]+" });
        foreach (var user in new[] { "eve", "ann" })
        {
            _site.Stream($"users/{user}/app", "prod/base");
            _site.StreamField($"users/{user}/app", "BuilderUsers", new[] { user });
        }
    }

    public void Dispose()
    {
        _site.Dispose();
        _certificates.Dispose();
    }

    [Fact]
    public async Task ForeignVariables_MakeASourceImageThatOnlyItsConsumerFinds()
    {
        await using var daemon = await StartAsync();
        var good = await BuildAsync(daemon, Admin, "prod/base");

        // The author of a manifest.
        SetVariables("users/eve/app", new { MODE = "evil" });
        var hostile = await SourceOfAsync(await BuildAsync(daemon, User("eve"), "users/eve/app", Stale));
        Assert.StartsWith("users/eve/app/.private/prod/base/", hostile, StringComparison.Ordinal);
        Assert.Equal("mode=evil release=\n", await _site.ReadAsync(hostile, "which"));

        // Others never find it.
        Assert.Equal(good, await LatestAsync("prod/base"));
        Assert.Equal(good, await SourceOfAsync(await BuildAsync(daemon, User("ann"), "users/ann/app")));
        _site.File("users/ann/app", "manifest", JsonSerializer.Serialize(new { SourceImage = hostile[..hostile.LastIndexOf('/')] }));
        (await ToolAsync(daemon, User("ann"), "users/ann/app")).ShouldFail(1, "private to another stream");

        Assert.Contains("build-source-image prod/base for users/eve/app: private as users/eve/app/.private/prod/base/", daemon.Errors, StringComparison.Ordinal);
        Assert.Contains("MODE=evil", daemon.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeclaredVariables_MakeAPublicSourceImage_IfTheirValuesMatch()
    {
        await using var daemon = await StartAsync();
        var first = await BuildAsync(daemon, Admin, "prod/base");
        SetVariables("users/eve/app", new { RELEASE = "13" });
        var source = await SourceOfAsync(await BuildAsync(daemon, User("eve"), "users/eve/app", Stale));
        Assert.StartsWith("prod/base/", source, StringComparison.Ordinal);
        Assert.NotEqual(first, source);
        Assert.Equal("mode= release=13\n", await _site.ReadAsync(source, "which"));

        SetVariables("users/eve/app", new { RELEASE = "13; id" });
        (await ToolAsync(daemon, User("eve"), "users/eve/app", Stale)).ShouldFail(1, "\"RELEASE\"", "must match \"[0-9]+\"");
        Assert.Equal(source, await LatestAsync("prod/base"));
    }

    [Fact]
    public async Task Requestor_CannotReachTheSourceImageWithVariables()
    {
        await using var daemon = await StartAsync();
        var good = await BuildAsync(daemon, Admin, "prod/base");

        // The source stream has declarations: it does not take the variable.
        var image = await BuildAsync(daemon, User("eve"), "users/eve/app", Stale, "-variables=MODE=evil");
        var source = await SourceOfAsync(image);
        Assert.StartsWith("prod/base/", source, StringComparison.Ordinal);
        Assert.NotEqual(good, source);
        Assert.Equal("mode= release=\n", await _site.ReadAsync(source, "which"));

        (await ToolAsync(daemon, User("eve"), "users/eve/app", "-variables=BASH_ENV=/x")).ShouldFail(1, "\"BASH_ENV\"", "RequestVariables");
        (await ToolAsync(daemon, Admin, "prod/base", "-variables=MODE=x")).ShouldFail(1, "does not declare the variable \"MODE\"");
    }

    private string Admin => Issued("admin", name => _certificates.IssueFull(name, ["*.*"]));

    private string User(string name) => Issued(name, user => _certificates.IssueIdentity(user));

    private string Issued(string name, Func<string, string> issue)
    {
        if (!_issued.TryGetValue(name, out var flag))
        {
            _issued.Add(name, flag = issue(name));
        }

        return flag;
    }

    private Task<SiteDaemon> StartAsync() => _site.StartDaemonAsync([.. _certificates.Flags, "-alsoLogToStderr"]);

    private void SetVariables(string stream, object variables) => _site.File(
        stream, "manifest", JsonSerializer.Serialize(new { SourceImage = "prod/base", SourceImageBuildVariables = variables }));

    private static Task<ProgramResult> ToolAsync(SiteDaemon daemon, string certificate, string stream, params string[] flags) =>
        daemon.ToolAsync([certificate, "build-image", .. flags, stream]);

    private static async Task<string> BuildAsync(SiteDaemon daemon, string certificate, string stream, params string[] flags) =>
        (await ToolAsync(daemon, certificate, stream, flags)).ShouldSucceed().Result;

    private async Task<string> LatestAsync(string stream) =>
        (await _site.ToolAsync("find-latest-image", stream)).ShouldSucceed().Result;

    private async Task<string> SourceOfAsync(string image)
    {
        var shown = (await _site.ToolAsync("show-image", "-json", "-summary", image)).ShouldSucceed().Output;
        using var document = JsonDocument.Parse(shown);
        return document.RootElement.GetProperty("sourceImage").GetString()!;
    }
}
