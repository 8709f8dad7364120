using Imaginator.Host.Access;
using Imaginator.Host.Access.Sessions;
using Imaginator.Host.Access.Tokens;
using Imaginator.Host.Queue.Requests;
using Imaginator.Hosting.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Access.Sessions;

public sealed class CredentialWatchTests : IHttpRequestLifetimeFeature, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private readonly TokenStore _tokens;
    private readonly EndedSessions _ended;
    private readonly CredentialWatch _watch;
    private int _aborted;

    public CredentialWatchTests()
    {
        _tokens = new TokenStore(new TokenFile(_directory.FullName), _time, NullLogger<TokenStore>.Instance);
        _ended = new EndedSessions(
            new SignInOptions
            {
                Issuer = new Uri("https://login.example.com/"),
                ClientId = "imaginator",
                UserClaim = "sub",
                GroupsClaim = "groups",
                Lifetime = TimeSpan.FromHours(1),
                IsSecure = true,
                StateDirectory = _directory.FullName,
            },
            _time,
            NullLogger<EndedSessions>.Instance);
        _watch = new CredentialWatch(_tokens, _time, _ended);
    }

    CancellationToken IHttpRequestLifetimeFeature.RequestAborted { get; set; }

    void IHttpRequestLifetimeFeature.Abort() => _aborted++;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void EndedSession_EndsItsResponse()
    {
        using var watched = _watch.Watch(RequestOf(new WebIdentity { Kind = AuthenticationKind.Session, UserName = "ann", SessionId = "one" }));
        _time.Advance(CredentialWatch.Interval);
        Assert.Equal(0, _aborted);

        _ended.End("one", _time.GetUtcNow().AddHours(1));
        _time.Advance(CredentialWatch.Interval * 2);

        Assert.Equal(1, _aborted);
    }

    [Fact]
    public void RevokedToken_EndsItsResponse()
    {
        var token = _tokens.Make(new TokenOrder("ci", StreamRole.View, ["/"], TimeSpan.FromHours(1)), "ann").Token;
        using var watched = _watch.Watch(RequestOf(new WebIdentity { Kind = AuthenticationKind.Token, TokenId = token.Id }));
        _time.Advance(CredentialWatch.Interval);
        Assert.Equal(0, _aborted);

        _tokens.Revoke(token);
        _time.Advance(CredentialWatch.Interval);

        Assert.Equal(1, _aborted);
    }

    [Fact]
    public void ExpiredToken_EndsItsResponse()
    {
        var token = _tokens.Make(new TokenOrder("ci", StreamRole.View, ["/"], TimeSpan.FromHours(1)), "ann").Token;
        using var watched = _watch.Watch(RequestOf(new WebIdentity { Kind = AuthenticationKind.Token, TokenId = token.Id }));

        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(1, _aborted);
    }

    [Fact]
    public void ResponseThatHasEnded_IsNotAborted()
    {
        _ended.End("one", _time.GetUtcNow().AddHours(1));
        _watch.Watch(RequestOf(new WebIdentity { Kind = AuthenticationKind.Session, UserName = "ann", SessionId = "one" }))!.Dispose();

        _time.Advance(CredentialWatch.Interval * 2);

        Assert.Equal(0, _aborted);
        Assert.Null(_watch.Watch(new DefaultHttpContext()));
    }

    private DefaultHttpContext RequestOf(WebIdentity identity)
    {
        var http = new DefaultHttpContext();
        http.Features.Set<IHttpRequestLifetimeFeature>(this);
        http.Features.Set(identity);
        return http;
    }
}
