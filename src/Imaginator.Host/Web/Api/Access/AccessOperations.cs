using Imaginator.Host.Access;
using Imaginator.Host.Auditing;
using Imaginator.Host.Web.Api.Contract;
using Imaginator.Host.Web.Api.Messages.Access;
using Imaginator.Host.Web.Api.Requests;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Access;

/// <summary>The operations of bearer tokens and the audit log.</summary>
internal static class AccessOperations
{
    public static IEnumerable<ApiOperation> All =>
    [
        ApiOperation.Of<TokensApi>(HttpMethods.Get, "/tokens", (api, context) => api.List(context), () => new()
        {
            Id = "listTokens",
            Group = ApiGroups.Access,
            Summary = "List the bearer tokens that the caller can revoke",
            Permission = ApiPermissions.ManageToken(AccessMethods.ListTokens) + "; the answer leaves out other tokens",
            Answers = [ApiAnswerInfo.Json<ApiTokens>()],
        }),
        ApiOperation.Of<TokensApi>(HttpMethods.Post, "/tokens", (api, context) => api.MakeAsync(context), () => new()
        {
            Id = "makeToken",
            Group = ApiGroups.Access,
            Summary = "Make a bearer token",
            Permission = ApiPermissions.ManageToken(AccessMethods.MakeToken),
            Text = "The caller must manage all streams of the token. Only the answer to this request has the text of the token.",
            Body = typeof(ApiTokenOrder),
            Answers = [ApiAnswerInfo.Json<ApiToken>(StatusCodes.Status201Created)],
            Problems = [StatusCodes.Status400BadRequest, StatusCodes.Status409Conflict, StatusCodes.Status415UnsupportedMediaType],
        }),
        ApiOperation.Of<TokensApi>(HttpMethods.Delete, "/tokens/{id}", (api, context) => api.RevokeAsync(context), () => new()
        {
            Id = "revokeToken",
            Group = ApiGroups.Access,
            Summary = "Revoke a bearer token",
            Permission = ApiPermissions.ManageToken(AccessMethods.RevokeToken),
            Parameters = [ApiParameterInfo.InPath("id", "The id or the name of the token.")],
            Answers = [ApiAnswerInfo.NoContent],
            Problems = [StatusCodes.Status404NotFound],
        }),
        ApiOperation.Of<AuditApi>(HttpMethods.Get, "/audit", (api, context) => api.List(context), () => new()
        {
            Id = "listAuditEntries",
            Group = ApiGroups.Access,
            Summary = "Read the audit log, the newest entries first",
            Permission = ApiPermissions.ManageAll(AccessMethods.ReadAudit),
            Parameters =
            [
                ApiParameterInfo.InQuery("outcome", "Entries with this outcome: allowed, denied, refused or inputs."),
                ApiParameterInfo.InQuery("channel", "Entries of this channel: rpc, web or queue."),
                ApiParameterInfo.InQuery("caller", "Entries of this caller."),
                ApiParameterInfo.InQuery("action", "Entries of this action."),
                ApiParameterInfo.InQuery("text", "Entries with this text in their target or detail."),
                ApiParameterInfo.InQuery("since", "Entries of this time or later.", ApiValueType.Time),
                ApiParameterInfo.InQuery("until", "Entries before this time.", ApiValueType.Time),
                ApiParameterInfo.InQuery("before", "The position after which the page begins, from the address of the next page."),
                ApiParameterInfo.Limit(AuditQuery.MaximumCount, ApiParameters.DefaultLimit),
            ],
            Answers = [ApiAnswerInfo.Json<ApiAudit>()],
            Problems = [StatusCodes.Status400BadRequest],
        }),
    ];
}
