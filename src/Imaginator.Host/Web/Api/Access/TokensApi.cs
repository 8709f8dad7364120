using Imaginator.Host.Access;
using Imaginator.Host.Access.Tokens;
using Imaginator.Host.Auditing;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Actions;
using Imaginator.Host.Web.Api.Answers;
using Imaginator.Host.Web.Api.Json;
using Imaginator.Host.Web.Api.Messages.Access;
using Imaginator.Host.Web.Api.Requests;
using Imaginator.Host.Web.Failures;
using Imaginator.Quantities;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Access;

/// <summary>Bearer tokens: <c>/api/v1/tokens</c>.</summary>
internal sealed class TokensApi(TokenStore tokens, TokenActions actions, ActionGate gate)
{
    public IResult List(HttpContext context)
    {
        var caller = gate.CallerOf(context, AccessMethods.ListTokens);
        return caller.Authentication == AuthenticationKind.None && !caller.HasMethodAccess
            ? ActionProblems.Of(ActionGate.Denied(caller, AuditActions.ListTokens, AccessMethods.ListTokens))
            : new JsonAnswer<ApiTokens>(
                new ApiTokens { Tokens = [.. tokens.List().Where(token => actions.MayRevoke(caller, token)).Select(ApiToken.Of)] },
                ApiJson.Default.ApiTokens);
    }

    public async Task<IResult> MakeAsync(HttpContext context)
    {
        var (body, problem) = await ApiBody.ReadAsync(context, ApiJson.Default.ApiTokenOrder);
        if (body is null)
        {
            return problem!;
        }

        if (ApiToken.ParseRole(body.Role) is not { } role)
        {
            return Problems.InvalidRequest($"invalid value \"{body.Role}\" of field \"role\"; give view, build or manage");
        }

        if (body.Streams.IsDefault || body.Streams.Any(entry => entry is null))
        {
            return Problems.InvalidRequest("invalid value of field \"streams\"; give a list of names");
        }

        var lifetime = default(TimeSpan?);
        if (body.Lifetime is { } text)
        {
            if (!GoDuration.TryParse(text, out var parsed))
            {
                return Problems.InvalidRequest($"invalid value \"{text}\" of field \"lifetime\"; give a duration such as 720h");
            }

            lifetime = parsed;
        }

        MadeToken? made = null;
        var order = new TokenOrder(body.Name, role, body.Streams, lifetime);
        var result = await gate.RunAsync(context, actions.Make(order, token => made = token), body.Name);
        return made is null
            ? ActionProblems.Of(result)
            : new JsonAnswer<ApiToken>(ApiToken.Of(made.Token) with { Text = made.Text }, ApiJson.Default.ApiToken)
            {
                StatusCode = StatusCodes.Status201Created,
                Location = ApiLinks.Of(context).Token(made.Token.Id),
            };
    }

    public async Task<IResult> RevokeAsync(HttpContext context)
    {
        var result = await gate.RunAsync(context, actions.Revoke, ApiSegments.TextOf(context, "id"));
        return result.Kind == ActionResultKind.Done ? TypedResults.NoContent() : ActionProblems.Of(result);
    }
}
