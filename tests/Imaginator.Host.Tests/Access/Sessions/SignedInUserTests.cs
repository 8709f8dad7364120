using System.Globalization;
using System.Security.Claims;
using Imaginator.Host.Access.Sessions;

namespace Imaginator.Host.Tests.Access.Sessions;

public sealed class SignedInUserTests
{
    [Fact]
    public void Session_KeepsNameAndGroups_AndNothingElse()
    {
        var user = SignedInUser.FromProvider(
            Claims(("email", "ann@example.com"), ("groups", "a"), ("groups", "b"), ("address", "secret")), Options("email"));

        var principal = user.ToPrincipal();

        Assert.Equal(
            ["group a", "group b", "name ann@example.com", $"sid {user.SessionId}"],
            principal.Claims.Select(claim => $"{claim.Type} {claim.Value}").Order(StringComparer.Ordinal));
        var read = SignedInUser.FromSession(principal)!;
        Assert.Equal((user.Name, user.SessionId), (read.Name, read.SessionId));
        Assert.Equal(["a", "b"], read.Groups.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Sessions_HaveDifferentIds() => Assert.NotEqual(
        SignedInUser.FromProvider(Claims(("sub", "ann")), Options("sub")).SessionId,
        SignedInUser.FromProvider(Claims(("sub", "ann")), Options("sub")).SessionId);

    [Theory]
    [InlineData("")]
    [InlineData(" ann")]
    [InlineData("ann\n")]
    [InlineData("token:ci")]
    [InlineData("*")]
    [InlineData("imaginator")]
    [InlineData("(anonymous)")]
    public void NamesThatMeanSomethingElse_AreRefused(string name) =>
        Assert.Throws<ImaginatorException>(() => SignedInUser.FromProvider(Claims(("sub", name)), Options("sub")));

    [Fact]
    public void UnclearNames_AreRefused()
    {
        Assert.Throws<ImaginatorException>(() => SignedInUser.FromProvider(Claims(("name", "ann")), Options("sub")));
        Assert.Throws<ImaginatorException>(() => SignedInUser.FromProvider(Claims(("sub", "ann"), ("sub", "bob")), Options("sub")));
        Assert.Equal("ann", SignedInUser.FromProvider(Claims(("sub", "ann"), ("sub", "ann")), Options("sub")).Name);
    }

    [Theory]
    [InlineData("false", false)]
    [InlineData("True", true)]
    [InlineData(null, true)]
    public void EmailAddress_MustBeVerified(string? verified, bool isAccepted)
    {
        var claims = verified is null
            ? Claims(("email", "ann@example.com"))
            : Claims(("email", "ann@example.com"), ("email_verified", verified));

        var failure = Record.Exception(() => SignedInUser.FromProvider(claims, Options("email")));

        Assert.Equal(isAccepted, failure is null);
        Assert.True(failure is null or ImaginatorException);
    }

    [Fact]
    public void TooManyGroups_AreRefused_WithTheCure()
    {
        var groups = Enumerable.Range(0, 501).Select(number => ("groups", number.ToString(CultureInfo.InvariantCulture)));

        var failure = Assert.Throws<ImaginatorException>(
            () => SignedInUser.FromProvider(Claims([("sub", "ann"), .. groups]), Options("sub")));

        Assert.Contains("501 groups", failure.Message, StringComparison.Ordinal);
        Assert.Contains("limit the claim \"groups\"", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherPrincipals_AreNoSessions()
    {
        Assert.Null(SignedInUser.FromSession(null));
        Assert.Null(SignedInUser.FromSession(new ClaimsPrincipal()));
        Assert.Null(SignedInUser.FromSession(Claims(("name", "ann"), ("sid", "1"))));
    }

    private static ClaimsPrincipal Claims(params IEnumerable<(string Type, string Value)> claims) =>
        new(new ClaimsIdentity(claims.Select(claim => new Claim(claim.Type, claim.Value)), "oidc"));

    private static SignInOptions Options(string userClaim) => new()
    {
        Issuer = new Uri("https://login.example.com/"),
        ClientId = "imaginator",
        UserClaim = userClaim,
        GroupsClaim = "groups",
        Lifetime = TimeSpan.FromHours(1),
        IsSecure = true,
        StateDirectory = "/none",
    };
}
