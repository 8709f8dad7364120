using System.Collections.Immutable;
using Imaginator.Host.Access;
using Imaginator.Host.Configuration;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Tests.Configuration;
using Imaginator.Hosting.Configuration;

namespace Imaginator.Host.Tests.Access;

public sealed class PermissionsTests : IAsyncLifetime
{
    private readonly ConfigurationSite _site = new();
    private LiveConfiguration _configuration = null!;

    public async ValueTask InitializeAsync()
    {
        _site.WriteMain(more: """
            "StreamRoles": {
              "team-a": {
                "View": {"Users": ["vera"], "Groups": ["readers"]},
                "Build": {"Users": ["bob"]},
                "Manage": {"Groups": ["leads-a"]}
              },
              "team-a/secret": {"Build": {"Users": ["vera"]}},
              "/": {"Manage": {"Users": ["root"]}},
              "open/": {"View": {"Users": ["*"]}}
            },
            """);
        _site.Write("streams.json", """
            {"Streams": {
              "team-a/app": {"ManifestUrl": "dir:///app", "BuilderUsers": ["carl"], "BuilderGroups": ["ci"]},
              "team-b/app": {"ManifestUrl": "dir:///app"}
            },
            "StreamPatterns": {"users/[a-z]+": {"ManifestUrl": "dir:///users", "BuilderUsers": ["pat"]}}}
            """);
        _configuration = await _site.StartAsync();
    }

    public ValueTask DisposeAsync()
    {
        _configuration.Dispose();
        _site.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("vera", "", "team-a/app", "View")]
    [InlineData("vera", "", "team-a", "View")]
    [InlineData("vera", "", "team-a/secret/x", "Build")]
    [InlineData("vera", "", "team-ab/app", "None")]
    [InlineData("vera", "", "team-b/app", "None")]
    [InlineData("zoe", "readers", "team-a/none/such", "View")]
    [InlineData("bob", "", "team-a/app", "Build")]
    [InlineData("zoe", "leads-a", "team-a/app", "Manage")]
    [InlineData("carl", "", "team-a/app", "Build")]
    [InlineData("zoe", "ci", "team-a/app", "Build")]
    [InlineData("carl", "", "team-b/app", "None")]
    [InlineData("pat", "", "users/x", "Build")]
    [InlineData("pat", "", "users/X", "None")]
    [InlineData("root", "", "anything", "Manage")]
    [InlineData("zoe", "", "open/x", "View")]
    [InlineData("", "leads-a", "team-a/app", "None")]
    [InlineData("", "", "open/x", "None")]
    public void Roles_OfDirectories_AddToTheBuildersOfStreams(string user, string group, string stream, string role) =>
        Assert.Equal(role, Of(MemberReads.Roles).RoleOf(Person(user, group), stream).ToString());

    [Fact]
    public void Members_SeeAllStreams_UnlessRolesAreRequired()
    {
        var zoe = Person("zoe");
        Assert.True(Of(MemberReads.All).MayReadAll(zoe));
        Assert.Equal(StreamRole.View, Of(MemberReads.All).RoleOf(zoe, "team-b/app"));
        Assert.False(Of(MemberReads.Roles).MayReadAll(zoe));
        Assert.True(Of(MemberReads.Roles).MayRead(zoe));
        Assert.True(Of(MemberReads.Roles).MayView(zoe, "open/x"));
        Assert.False(Of(MemberReads.Roles).MayView(zoe, "team-b/app"));
    }

    [Theory]
    [InlineData("None", false)]
    [InlineData("Status", false)]
    [InlineData("All", true)]
    public void AnonymousCallers_ReadWhatTheFlagSays(string reads, bool expected)
    {
        var permissions = Of(MemberReads.All, Enum.Parse<AnonymousReads>(reads));

        Assert.Equal(expected, permissions.MayReadAll(new Caller()));
        Assert.Equal(expected, permissions.MayRead(new Caller()));
        Assert.Equal(expected, permissions.MayView(new Caller(), "team-b/app"));

        // In an insecure daemon, all callers have access to all methods.
        Assert.Equal(expected, permissions.MayReadAll(new Caller { HasMethodAccess = true }));
    }

    [Theory]
    [InlineData("team-a/app", StreamRole.Build)]
    [InlineData("team-a", StreamRole.None)]
    [InlineData("team-ab/app", StreamRole.None)]
    [InlineData("users/x", StreamRole.Build)]
    [InlineData("users/xy", StreamRole.None)]
    public void Token_HasTheRoleOfItsScope_AndNoOther(string stream, StreamRole role)
    {
        // The user names of tokens can be in the configuration, without effect.
        var token = TokenOf(StreamRole.Build, "team-a/", "users/x") with { UserName = "root", Groups = ["leads-a"] };

        Assert.Equal(role, Of(MemberReads.All).RoleOf(token, stream));
        Assert.False(Of(MemberReads.All).MayReadAll(token));
        Assert.True(Of(MemberReads.All).MayRead(token));
    }

    [Fact]
    public void Token_ForAllStreams_ManagesTheSite()
    {
        Assert.Equal(StreamRole.Manage, Of(MemberReads.All).SiteRoleOf(TokenOf(StreamRole.Manage, CallerScope.AllStreams)));
        Assert.Equal(StreamRole.View, Of(MemberReads.All).SiteRoleOf(TokenOf(StreamRole.View, CallerScope.AllStreams)));
        Assert.Equal(StreamRole.None, Of(MemberReads.All).SiteRoleOf(TokenOf(StreamRole.Manage, "team-a/")));
        Assert.Equal(StreamRole.Manage, Of(MemberReads.All).SiteRoleOf(Person("root")));
        Assert.Equal(StreamRole.None, Of(MemberReads.All).SiteRoleOf(Person("zoe", "leads-a")));
    }

    [Theory]
    [InlineData("leads-a", "team-a/", true)]
    [InlineData("leads-a", "team-a/app", true)]
    [InlineData("leads-a", "team-b/", false)]
    [InlineData("leads-a", "/", false)]
    [InlineData("readers", "team-a/", false)]
    public void Managers_MakeTokensForTheirStreams(string group, string entry, bool expected) =>
        Assert.Equal(expected, Of(MemberReads.All).MayGrant(Person("zoe", group), entry));

    [Fact]
    public void Tokens_MakeNoTokens()
    {
        var token = TokenOf(StreamRole.Manage, CallerScope.AllStreams) with { HasMethodAccess = true };

        Assert.False(Of(MemberReads.All).MayGrant(token, "team-a/"));
    }

    [Fact]
    public void CallerWithAccessToTheMethod_HasAllRoles() =>
        Assert.Equal(StreamRole.Manage, Of(MemberReads.Roles).RoleOf(Person("zoe") with { HasMethodAccess = true }, "team-b/app"));

    private static Caller Person(string user, string group = "") => new()
    {
        UserName = user,
        Groups = group.Length == 0 ? [] : [group],
        Authentication = user.Length == 0 ? AuthenticationKind.None : AuthenticationKind.Session,
    };

    private static Caller TokenOf(StreamRole role, params ImmutableArray<string> streams) => new()
    {
        UserName = "token:ci",
        TokenName = "ci",
        Authentication = AuthenticationKind.Token,
        Scope = new CallerScope(role, streams),
    };

    private Permissions Of(MemberReads members, AnonymousReads anonymous = AnonymousReads.Status) =>
        new(() => _configuration.Current, new ReadPolicy(anonymous, members));
}
