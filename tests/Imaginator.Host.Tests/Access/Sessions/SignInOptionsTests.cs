using Imaginator.Host.Access.Sessions;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Tests.Access.Sessions;

public sealed class SignInOptionsTests
{
    private const string Configured = "-oidcIssuer=https://login.example.com/ -oidcClientId=x";

    [Fact]
    public void WithoutAnIssuer_PeopleCannotSignIn() => Assert.Null(Read(""));

    [Fact]
    public void Options_ComeFromTheFlags()
    {
        var options = Read($"{Configured} -oidcScopes=profile,groups -sessionLifetime=8h")!;

        Assert.Equal("https://login.example.com/", options.Issuer.AbsoluteUri);
        Assert.Equal(["profile", "groups"], options.Scopes);
        Assert.Equal(TimeSpan.FromHours(8), options.Lifetime);
        Assert.Equal("sub", options.UserClaim);
        Assert.Null(options.ClientSecretFile);
        Assert.True(options.IsSecure);
    }

    [Theory]
    [InlineData("-oidcClientId=x", "-oidcIssuer")]
    [InlineData("-oidcIssuer=https://login.example.com/", "-oidcClientId")]
    [InlineData("-oidcIssuer=http://login.example.com/ -oidcClientId=x", "https:")]
    [InlineData("-oidcIssuer=login -oidcClientId=x", "invalid URL")]
    [InlineData(Configured + " -oidcUserClaim=", "-oidcUserClaim")]
    [InlineData(Configured + " -sessionLifetime=1s", "-sessionLifetime")]
    [InlineData(Configured + " -sessionLifetime=1000h", "-sessionLifetime")]
    public void MissingAndInvalidValues_AreExplained(string arguments, string expected) =>
        Assert.Contains(expected, Assert.Throws<UsageException>(() => Read(arguments)).Message, StringComparison.Ordinal);

    [Fact]
    public void ProviderOnThisMachine_NeedsNoTls() => Assert.Equal(8080, Read("-oidcIssuer=http://localhost:8080/ -oidcClientId=x")!.Issuer.Port);

    private static SignInOptions? Read(string arguments) => SignInOptions.From(
        FlagParser.Parse(DaemonFlags.All, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), []).Values, isInsecure: false);
}
