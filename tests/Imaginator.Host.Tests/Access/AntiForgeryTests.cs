using Imaginator.Host.Access;
using Imaginator.Host.Queue.Requests;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Tests.Access;

public sealed class AntiForgeryTests
{
    private readonly AntiForgery _forms = new();

    [Fact]
    public void Token_BelongsToOneSession()
    {
        var token = _forms.TokenFor(RequestOf("one"));

        Assert.NotEmpty(token);
        Assert.NotEqual(token, _forms.TokenFor(RequestOf("one")));
        Assert.NotEqual(token, _forms.TokenFor(RequestOf("one")));
        Assert.True(_forms.IsValid(RequestOf("one"), token));
        Assert.False(_forms.IsValid(RequestOf("two"), token));
        Assert.False(_forms.IsValid(RequestOf("one"), ""));
        Assert.False(_forms.IsValid(RequestOf("one"), token[1..]));
        Assert.False(_forms.IsValid(RequestOf("one"), new string('x', token.Length)));
        Assert.False(new AntiForgery().IsValid(RequestOf("one"), token));
    }

    [Fact]
    public void RequestWithoutASession_NeedsNoToken()
    {
        Assert.Equal("", _forms.TokenFor(new DefaultHttpContext()));
        Assert.True(_forms.IsValid(new DefaultHttpContext(), ""));
    }

    private static DefaultHttpContext RequestOf(string session)
    {
        var http = new DefaultHttpContext();
        http.Features.Set(new WebIdentity { Kind = AuthenticationKind.Session, UserName = "ann", SessionId = session });
        return http;
    }
}
