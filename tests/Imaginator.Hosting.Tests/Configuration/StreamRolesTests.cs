using Imaginator.Building.Variables;
using Imaginator.Hosting.Configuration;

namespace Imaginator.Hosting.Tests.Configuration;

public sealed class StreamRolesTests : IDisposable
{
    private readonly ConfigurationFixture _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Reads_RolesOfDirectories()
    {
        var configuration = await _files.LoadGoodAsync("""
            {
              "StreamRoles": {
                "team-a/": {"View": {"Users": ["ann"]}, "Manage": {"Groups": ["leads", "ops"]}},
                "base/$ARCH": {"Build": {"Users": ["bob"], "Groups": ["ci"]}},
                "/": {"View": {"Users": ["*"]}},
                "none": {}
              }
            }
            """);

        Assert.Equal(
            ["team-a View ann|", "team-a Manage |leads ops", $"base/{Arch} Build bob|ci", " View *|"],
            configuration.Main.StreamRoles.Grants.Select(Describe));
    }

    [Fact]
    public async Task WithoutTheField_NobodyHasRoles() =>
        Assert.Empty((await _files.LoadGoodAsync("{}")).Main.StreamRoles.Grants);

    [Theory]
    [InlineData("""{"../x": {"View": {"Users": ["ann"]}}}""", "invalid name")]
    [InlineData("""{"": {"View": {"Users": ["ann"]}}}""", "invalid name")]
    [InlineData("""{"x": {"Admin": {"Users": ["ann"]}}}""", "unknown role \"Admin\"; roles are View, Build, Manage")]
    [InlineData("""{"x": {"view": {"Users": ["ann"]}}}""", "unknown role \"view\"")]
    [InlineData("""{"x": {"View": {"Users": "ann"}}}""", "a list is expected here")]
    [InlineData("""{"x": []}""", "a table is expected here")]
    public async Task InvalidRoles_AreErrors(string roles, string expected)
    {
        var result = await _files.LoadAsync($$"""{"StreamRoles": {{roles}}}""");

        Assert.Contains(result.Faults, fault => fault.ToString().Contains(expected, StringComparison.Ordinal));
        Assert.False(result.IsUsable);
    }

    [Fact]
    public async Task RoleOfNobody_IsAWarning()
    {
        var result = await _files.LoadAsync("""{"StreamRoles": {"x": {"Build": {"Users": []}}}}""");

        Assert.Contains(result.Faults, fault => fault.ToString().Contains("the role has no users", StringComparison.Ordinal));
        Assert.True(result.IsUsable);
    }

    private static string Arch => VariableScope.OfMachine["ARCH"];

    private static string Describe(StreamRoleGrant grant) =>
        $"{grant.Directory} {grant.Role} {string.Join(' ', grant.Users.Order())}|{string.Join(' ', grant.Groups.Order())}";
}
