using Imaginator.Host.Access;
using Imaginator.Host.Access.Tokens;
using Imaginator.Host.Auditing;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Web.Actions;

/// <summary>Actions on bearer tokens: open to callers who manage all streams of the token. Tokens make and revoke no tokens.</summary>
internal sealed class TokenActions(TokenStore tokens, Permissions permissions)
{
    /// <summary>Makes a token. The input is its name. The text of the token goes to <paramref name="receive"/> only.</summary>
    public WebAction Make(TokenOrder order, Action<MadeToken> receive) => new(
        AuditActions.MakeToken,
        AccessMethods.MakeToken,
        (caller, _, _) =>
        {
            if (order.FindFault() is { } fault)
            {
                return Task.FromResult(new ActionResult(ActionResultKind.Malformed, fault));
            }

            if (!MayGrant(caller, order))
            {
                return Task.FromResult(ActionGate.Denied(caller, AuditActions.MakeToken, AccessMethods.MakeToken));
            }

            receive(tokens.Make(order, caller.DisplayName));
            return Task.FromResult(ActionResult.Done("made"));
        })
    {
        IsOpenTo = IsIdentified,
    };

    /// <summary>Revokes a token. The input is its id or its name.</summary>
    public WebAction Revoke => new(AuditActions.RevokeToken, AccessMethods.RevokeToken, RevokeAsync) { IsOpenTo = IsIdentified };

    /// <summary>Whether a caller may see and revoke a token.</summary>
    public bool MayRevoke(Caller caller, AccessToken token) => token.Streams.All(entry => permissions.MayGrant(caller, entry));

    // The action itself decides about callers with a credential.
    private static bool IsIdentified(Caller caller, string input) => caller.Authentication != AuthenticationKind.None;

    private bool MayGrant(Caller caller, TokenOrder order) => order.Streams.All(entry => permissions.MayGrant(caller, entry));

    private Task<ActionResult> RevokeAsync(Caller caller, string input, CancellationToken cancellationToken)
    {
        // Callers without permission do not learn which tokens exist.
        if (tokens.FindByName(input) is not { } token || !MayRevoke(caller, token))
        {
            return Task.FromResult(new ActionResult(ActionResultKind.NotFound, $"no token that you can revoke has the id or name \"{input}\""));
        }

        tokens.Revoke(token);
        return Task.FromResult(ActionResult.Done("revoked"));
    }
}
