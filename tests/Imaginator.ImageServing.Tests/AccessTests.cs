using Imaginator.ImageServing.Archives;
using Imaginator.ImageServing.Configuration;
using Imaginator.ImageStores;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.ImageServer.Directories;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;
using Imaginator.Protocol.Srpc.Server;
using Imaginator.Protocol.Tests.Srpc;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.ImageServing.Tests;

/// <summary>Who may do what, as the original's servers decide it.</summary>
public sealed class AccessTests : IDisposable
{
    // Section 2.7, where "p" is public and "u" open to everyone if reads are.
    private const string ImageServerTable =
        """
        AddImage
        AddImageTrusted
        ChangeImageExpiration p
        CheckDirectory pu
        CheckImage pu
        ChownDirectory p
        DeleteDirectory
        DeleteImage p
        DeleteUnreferencedObjects
        FindLatestImage pu
        GetFilteredImageUpdates pu
        GetImage pu
        GetImageArchive pu
        GetImageComputedFiles pu
        GetImageExpiration pu
        GetImageInodes pu
        GetImageUpdates pu
        GetImageUsageEstimate pu
        GetObjectStatisticsForImages pu
        GetReplicationMaster pu
        ImportTree
        ListDirectories pu
        ListImages pu
        ListSelectedImages pu
        ListUnreferencedObjects pu
        MakeDirectory
        RestoreImageFromArchive
        """;

    private readonly TestAuthority _authority = new("authority");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Methods_AreAsOpenAsTheReferenceSays(bool allowUnauthenticatedReads)
    {
        await using var host = ServingHost.Start();
        var service = ImageServerService.Create(
            host.Store,
            new ImageServingOptions { AllowUnauthenticatedReads = allowUnauthenticatedReads }, host.Slots,
            new ArchiveSecret(default), TimeProvider.System, new IgnoredAudit(),
            NullLogger.Instance);

        Assert.Equal(
            ImageServerTable.Split('\n').Select(line => allowUnauthenticatedReads ? line : line.Replace(" pu", " p", StringComparison.Ordinal)),
            service.Methods.Values.OrderBy(method => method.Name, StringComparer.Ordinal).Select(Describe));
    }

    [Theory]
    [InlineData(false, false, false, false, "AddObjects|CheckObjects|GetObjects|ImportObjects|TestBandwidth")]
    [InlineData(true, false, false, false, "AddObjects|CheckObjects u|GetObjects u|ImportObjects|TestBandwidth")]
    [InlineData(false, true, false, false, "AddObjects p|CheckObjects|GetObjects|ImportObjects p|TestBandwidth")]
    [InlineData(false, false, true, false, "AddObjects|CheckObjects p|GetObjects|ImportObjects|TestBandwidth")]
    [InlineData(true, false, false, true, "AddObjects|CheckObjects u|GetObjects pu|ImportObjects|TestBandwidth")]
    public async Task ObjectMethods_AreAsOpenAsTheFlagsSay(bool reads, bool add, bool check, bool get, string expected)
    {
        await using var host = ServingHost.Start();
        var options = new ImageServingOptions
        {
            AllowUnauthenticatedReads = reads,
            AllowPublicAddObjects = add,
            AllowPublicCheckObjects = check,
            AllowPublicGetObjects = get,
        };

        var service = ObjectServerService.Create(host.Store, options, TimeProvider.System, NullLogger.Instance);

        Assert.Equal(
            expected.Split('|'),
            service.Methods.Values.OrderBy(method => method.Name, StringComparer.Ordinal).Select(Describe));
    }

    [Fact]
    public async Task StrangersRead_OnlyIfTheyMay()
    {
        await using var closed = ServingHost.Start(tls: SrpcTestHost.CreateTls(_authority));
        await using var stranger = closed.CreateClient();
        var refused = await Assert.ThrowsAsync<SrpcException>(() => CheckAsync(stranger));
        Assert.Equal(SrpcError.MissingCertificate, refused.Reason);

        await using var open = ServingHost.Start(
            options: new ImageServingOptions { AllowUnauthenticatedReads = true }, tls: SrpcTestHost.CreateTls(_authority));
        await using var reader = open.CreateClient();
        Assert.False((await CheckAsync(reader)).ImageExists);
        var denied = await Assert.ThrowsAsync<SrpcException>(() => MakeDirectoryAsync(reader, "a"));
        Assert.Equal(SrpcError.AccessDenied, denied.Reason);

        static Task<CheckImageResponse> CheckAsync(SrpcClient client) =>
            client.CallAsync<CheckImageRequest, CheckImageResponse>(
                "ImageServer.CheckImage", new CheckImageRequest { ImageName = "x" }, true, Token);
    }

    [Fact]
    public async Task Users_ChangeOnlyWhatIsTheirs()
    {
        await using var host = ServingHost.Start(tls: SrpcTestHost.CreateTls(_authority));
        await host.Store.MakeDirectoryAsync("team", Token);
        await host.Store.ChangeDirectoryOwnerAsync("team", "builders", Token);
        var expiry = TimeProvider.System.GetUtcNow().AddHours(1);
        var image = SampleImages.Of() with
        {
            CreatedFor = "carla",
            OwnerUsers = ["otto"],
            OwnerGroups = ["owners"],
            ExpiresAt = expiry,
        };
        await host.Store.AddImageAsync("team/1", image, new ImageOrigin { CreatedBy = "maker" }, Token);

        foreach (var (user, groups, isPermitted) in new (string, string[], bool)[]
        {
            ("maker", [], true), ("carla", [], true), ("otto", [], true), ("eve", [], false), ("eve", ["owners"], true),
            ("eve", ["builders"], true), ("owners", [], false), ("eve", ["maker", "", "x"], false),
        })
        {
            await using var client = host.CreateClient(_authority.IssueClient(user, groups: groups));
            expiry = expiry.AddMinutes(1);
            var reply = await client.CallAsync<ChangeImageExpirationRequest, ChangeImageExpirationResponse>(
                "ImageServer.ChangeImageExpiration",
                new ChangeImageExpirationRequest { ImageName = "team/1", ExpiresAt = GobTime.From(expiry) }, true, Token);
            Assert.Equal(isPermitted ? "" : "no access to image", reply.Error);
        }

        await using var eve = host.CreateClient(_authority.IssueClient("eve"));
        await using var otto = host.CreateClient(_authority.IssueClient("otto"));
        Assert.Equal("no access to image", (await Assert.ThrowsAsync<SrpcException>(() => DeleteAsync(eve))).Message);
        await DeleteAsync(otto);
        Assert.Equal("image does not exist", (await Assert.ThrowsAsync<SrpcException>(() => DeleteAsync(otto))).Message);

        static Task<DeleteImageResponse> DeleteAsync(SrpcClient client) =>
            client.CallAsync<DeleteImageRequest, DeleteImageResponse>(
                "ImageServer.DeleteImage", new DeleteImageRequest { ImageName = "team/1" }, false, Token);
    }

    [Fact]
    public async Task Expirations_AreLimited_ByWhoAsks()
    {
        await using var host = ServingHost.Start(tls: SrpcTestHost.CreateTls(_authority));
        var now = TimeProvider.System.GetUtcNow();
        await SampleImages.AddAsync(host.Store, "s/1", SampleImages.Of() with { ExpiresAt = now.AddHours(1), OwnerUsers = ["me"] });
        await SampleImages.AddAsync(host.Store, "s/2", SampleImages.Of() with { OwnerUsers = ["me"] });
        await using var user = host.CreateClient(_authority.IssueClient("me"));
        await using var admin = host.CreateClient(_authority.IssueClient("admin", methods: ["ImageServer.*"]));

        Assert.Equal("image not found", await ChangeAsync(user, "s/3", now));
        Assert.Equal("image does not expire", await ChangeAsync(user, "s/2", now.AddHours(2)));
        Assert.Equal("cannot shorten expiration time", await ChangeAsync(user, "s/1", now.AddMinutes(59)));
        Assert.Equal("maximum expiration time is 24h0m0s", await ChangeAsync(user, "s/1", now.AddHours(25)));
        Assert.Equal("not permitted to make image non-expiring", await ChangeAsync(user, "s/1", null));
        Assert.Equal("", await ChangeAsync(user, "s/1", now.AddHours(23)));
        Assert.Equal("maximum expiration time is 730h0m0s", await ChangeAsync(admin, "s/1", now.AddHours(731)));
        Assert.Equal("", await ChangeAsync(admin, "s/1", now.AddHours(729)));
        Assert.Equal("", await ChangeAsync(admin, "s/1", null));
        Assert.Null((await host.Store.GetImageAsync("s/1", false, Token))!.ExpiresAt);

        static async Task<string> ChangeAsync(SrpcClient client, string name, DateTimeOffset? expiresAt) =>
            (await client.CallAsync<ChangeImageExpirationRequest, ChangeImageExpirationResponse>(
                "ImageServer.ChangeImageExpiration",
                new ChangeImageExpirationRequest { ImageName = name, ExpiresAt = GobTime.From(expiresAt) }, true, Token))
            .Error;
    }

    [Fact]
    public async Task Directories_AreGivenAwayByTheirOwners()
    {
        await using var host = ServingHost.Start(tls: SrpcTestHost.CreateTls(_authority));
        await host.Store.MakeDirectoryAsync("team", Token);
        await host.Store.ChangeDirectoryOwnerAsync("team", "builders", Token);
        await using var stranger = host.CreateClient(_authority.IssueClient("s", groups: ["other"]));
        await using var member = host.CreateClient(_authority.IssueClient("m", groups: ["builders", "other"]));
        await using var admin = host.CreateClient(_authority.IssueClient("a", methods: ["ImageServer.ChownDirectory"]));

        await FailsAsync(stranger, "team", "other", "no access to directory: team");
        await FailsAsync(member, "team", "third", "no access to directory: team");
        await FailsAsync(member, ".", "other", "no access to directory: .");
        await FailsAsync(admin, "nosuch", "other", "no metadata for: nosuch");
        await ChangeAsync(member, "team/", "other");
        await ChangeAsync(admin, ".", "everyone");

        Assert.Equal("other", (await host.Store.FindDirectoryAsync("team", Token))!.OwnerGroup);
        Assert.Equal("everyone", (await host.Store.FindDirectoryAsync("", Token))!.OwnerGroup);

        static async Task FailsAsync(SrpcClient client, string name, string group, string start) => Assert.StartsWith(
            start, (await Assert.ThrowsAsync<SrpcException>(() => ChangeAsync(client, name, group))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task NobodyInParticular_CannotGiveDirectoriesAway()
    {
        await using var host = ServingHost.Start();
        await using var client = host.CreateClient();

        var error = await Assert.ThrowsAsync<SrpcException>(() => ChangeAsync(client, ".", "x"));

        Assert.Equal("no username: unauthenticated connection", error.Message);
    }

    [Fact]
    public async Task Images_SayWhoAddedThem()
    {
        await using var host = ServingHost.Start(tls: SrpcTestHost.CreateTls(_authority));
        await host.Store.MakeDirectoryAsync("s", Token);
        await using var client = host.CreateClient(_authority.IssueClient("maker", methods: ["ImageServer.AddImage*"]));
        var image = Protocol.Mapping.ImageMapping.ToWire(SampleImages.Of() with
        {
            CreatedBy = "somebody",
            CreatedOn = new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero),
        });

        foreach (var method in new[] { "AddImage", "AddImageTrusted" })
        {
            await client.CallAsync<AddImageRequest, AddImageResponse>(
                "ImageServer." + method, new AddImageRequest { ImageName = "s/" + method, Image = image }, false, Token);
        }

        var added = (await host.Store.GetImageAsync("s/AddImage", false, Token))!;
        var trusted = (await host.Store.GetImageAsync("s/AddImageTrusted", false, Token))!;
        Assert.Equal("maker", added.CreatedBy);
        Assert.True(added.CreatedOn.Year > 2001);
        Assert.Equal(("somebody", 2001), (trusted.CreatedBy, trusted.CreatedOn.Year));
    }

    public void Dispose() => _authority.Dispose();

    private static string Describe(SrpcMethod method) =>
        $"{method.Name} {(method.IsPublic ? "p" : "")}{(method.IsUnauthenticated ? "u" : "")}".Trim();

    private static Task<MakeDirectoryResponse> MakeDirectoryAsync(SrpcClient client, string name) =>
        client.CallAsync<MakeDirectoryRequest, MakeDirectoryResponse>(
            "ImageServer.MakeDirectory", new MakeDirectoryRequest { DirectoryName = name }, false, Token);

    private static Task<ChangeOwnerResponse> ChangeAsync(SrpcClient client, string name, string group) =>
        client.CallAsync<ChangeOwnerRequest, ChangeOwnerResponse>(
            "ImageServer.ChownDirectory", new ChangeOwnerRequest { DirectoryName = name, OwnerGroup = group }, false, Token);
}
