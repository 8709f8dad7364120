using Imaginator.Host.Access;
using Imaginator.Host.Auditing;
using Imaginator.Host.Observability.Logging;
using Imaginator.Host.Rpc.Access;
using Imaginator.Protocol.Srpc.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Tests.Observability.Logging;

public sealed class LogLevelAddressTests
{
    [Fact]
    public async Task Post_SetsTheLevelAndIsLogged()
    {
        using var log = new TestLog();

        Assert.Equal((200, "1\n"), await SetAsync(log, isInsecure: true, "?level=1"));

        Assert.Equal(1, log.Log.Levels.DebugLevel);
        Assert.Contains("The debug level is now 1, set by (anonymous)", log.Latest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_WithoutAccessChangesNothing()
    {
        using var log = new TestLog();

        var (status, answer) = await SetAsync(log, isInsecure: false, "?level=1");

        Assert.Equal(403, status);
        Assert.Contains("Logger.SetDebugLevel", answer, StringComparison.Ordinal);
        Assert.Equal(-1, log.Log.Levels.DebugLevel);
    }

    [Theory]
    [InlineData("cross-site", 403)]
    [InlineData("same-site", 403)]
    [InlineData("same-origin", 200)]
    [InlineData("none", 200)]
    public async Task Post_FromAPageOfAnotherSiteIsRefused(string site, int status)
    {
        using var log = new TestLog();

        Assert.Equal(status, (await SetAsync(log, isInsecure: true, "?level=1", site)).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?level=")]
    [InlineData("?level=much")]
    public async Task Post_OfAnInvalidLevelIsExplained(string query)
    {
        using var log = new TestLog();

        var (status, answer) = await SetAsync(log, isInsecure: true, query);

        Assert.Equal(400, status);
        Assert.Contains("?level=N, from -1", answer, StringComparison.Ordinal);
    }

    private static async Task<(int Status, string Answer)> SetAsync(
        TestLog log, bool isInsecure, string query, string? site = null)
    {
        using var factory = LoggerFactory.Create(log.Log.AddTo);
        var permissions = new Permissions(() => null, new ReadPolicy(AnonymousReads.All, MemberReads.All));
        var address = new LogLevelAddress(
            log.Log.Levels,
            new WebCallers(new SrpcAccessPolicy(), permissions, isInsecure),
            new AuditLog(factory),
            factory.CreateLogger<LogLevelAddress>());
        using var body = new MemoryStream();
        var http = new DefaultHttpContext();
        http.Request.QueryString = new QueryString(query);
        http.Response.Body = body;
        if (site is not null)
        {
            http.Request.Headers["Sec-Fetch-Site"] = site;
        }

        await address.SetAsync(http);
        return (http.Response.StatusCode, System.Text.Encoding.UTF8.GetString(body.ToArray()));
    }
}
