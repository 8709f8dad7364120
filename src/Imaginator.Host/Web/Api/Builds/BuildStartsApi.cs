using System.Collections.Immutable;
using Imaginator.Host.Auditing;
using Imaginator.Host.Builds;
using Imaginator.Host.History;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Actions;
using Imaginator.Host.Web.Api.Answers;
using Imaginator.Host.Web.Api.Json;
using Imaginator.Host.Web.Api.Messages.Builds;
using Imaginator.Host.Web.Api.Requests;
using Imaginator.Host.Web.Failures;
using Imaginator.Quantities;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Builds;

/// <summary>Starts builds: <c>POST /api/v1/builds</c> and <c>POST /api/v1/builds/ID/retry</c>.</summary>
internal sealed class BuildStartsApi(BuildStarts starts, BuildsApi builds, BuildLookup records, ActionGate gate, AuditLog audit)
{
    /// <summary>The header with which a client can repeat a request without a second build.</summary>
    public const string KeyHeader = "Idempotency-Key";

    /// <summary>The header of an answer that repeats an earlier one.</summary>
    public const string RepeatedHeader = "Idempotent-Replayed";

    private const string Method = "Imaginator.BuildImage";
    private const string Channel = "web";

    public async Task<IResult> StartAsync(HttpContext context)
    {
        var (body, problem) = await ApiBody.ReadAsync(context, ApiJson.Default.ApiBuildOrder);
        if (body is null)
        {
            return problem!;
        }

        if (gate.FindForeign(context, AuditActions.BuildImage, Method, body.Stream) is { } foreign)
        {
            return ActionProblems.Of(foreign);
        }

        if ((FindFault(body.Variables) ?? FindFault(body.ExpiresIn)) is { } fault)
        {
            return Problems.InvalidRequest(fault);
        }

        var order = new BuildOrder(body.Stream)
        {
            Branch = string.IsNullOrEmpty(body.Branch) ? null : body.Branch,
            Variables = Sort(body.Variables),
            ExpiresIn = body.ExpiresIn is { } text && GoDuration.TryParse(text, out var lifetime) ? lifetime : null,
        };
        return await RunAsync(
            context,
            AuditActions.BuildImage,
            body.Stream,
            (caller, key) => starts.StartAsync(caller, order, key, context.RequestAborted));
    }

    public async Task<IResult> RetryAsync(HttpContext context)
    {
        if (builds.Find(context) is not { } build)
        {
            var caller = gate.CallerOf(context, Method);
            if (caller.Authentication != AuthenticationKind.None || caller.HasMethodAccess)
            {
                return Problems.BuildNotFound();
            }

            audit.Denied(new AuditedCall(caller, AuditActions.RetryBuild, ApiSegments.TextOf(context, "id"), Channel), $"no access to {Method}");
            return ActionProblems.Of(ActionGate.Denied(caller, AuditActions.RetryBuild, Method));
        }

        var target = build.Id.ToString();
        if (gate.FindForeign(context, AuditActions.RetryBuild, Method, target) is { } foreign)
        {
            return ActionProblems.Of(foreign);
        }

        // The body is optional: most builds have no variables whose values are not kept.
        var variables = ImmutableSortedDictionary<string, string>.Empty;
        if (context.Request.ContentLength is not (null or 0) || context.Request.HasJsonContentType())
        {
            var (body, problem) = await ApiBody.ReadAsync(context, ApiJson.Default.ApiRetryOrder);
            if (body is null)
            {
                return problem!;
            }

            if (FindFault(body.Variables) is { } fault)
            {
                return Problems.InvalidRequest(fault);
            }

            variables = Sort(body.Variables);
        }

        return await RunAsync(
            context,
            AuditActions.RetryBuild,
            target,
            (caller, key) => starts.RetryAsync(caller, build.Id, variables, key, context.RequestAborted));
    }

    private async Task<IResult> RunAsync(
        HttpContext context, string action, string target, Func<Caller, string?, Task<StartedBuild>> start)
    {
        var header = context.Request.Headers[KeyHeader];
        var key = header.Count > 0 ? header.ToString() : null;
        if (key is not null && !IsKey(key))
        {
            return Problems.InvalidRequest(
                $"invalid header {KeyHeader}: must have 1 to {BuildStarts.MaximumKeyLength} printable ASCII characters");
        }

        var caller = gate.CallerOf(context, Method);
        var call = new AuditedCall(caller, action, target, Channel);
        try
        {
            var started = await start(caller, key);
            audit.Allowed(call with { Target = $"{target} as {started.Id}" });
            return Describe(context, started);
        }
        catch (BuildRefusedException e) when (e.Reason == BuildRefusal.NotPermitted)
        {
            audit.Denied(call, e.Message);
            return caller.Authentication == AuthenticationKind.None
                ? Problems.Of(StatusCodes.Status401Unauthorized, e.Message)
                : Problems.Of(e);
        }
        catch (ImaginatorException e)
        {
            // Not a refusal: the definition of the stream is invalid, or the key cannot be kept.
            audit.Refused(call, e.Message);
            return e is BuildRefusedException refusal ? Problems.Of(refusal) : Problems.Of(StatusCodes.Status409Conflict, e.Message);
        }
    }

    private IResult Describe(HttpContext context, StartedBuild started)
    {
        if (started.IsRepeated)
        {
            context.Response.Headers[RepeatedHeader] = "true";
        }

        // A permission to build includes that to see the build, but a repeated request has not been checked for it.
        return records.Find(started.Id) is not { } build || (started.IsRepeated && !MaySee(context, build))
            ? Problems.BuildNotFound()
            : new JsonAnswer<ApiBuild>(builds.Describe(context, build), ApiJson.Default.ApiBuild)
            {
                StatusCode = StatusCodes.Status202Accepted,
                Location = ApiLinks.Of(context).Build(started.Id),
            };
    }

    private bool MaySee(HttpContext context, BuildRecord build) =>
        builds.Sees(context, build) || gate.CallerOf(context, Method).HasMethodAccess;

    private static ImmutableSortedDictionary<string, string> Sort(IReadOnlyDictionary<string, string>? variables) =>
        (variables ?? ImmutableDictionary<string, string>.Empty).ToImmutableSortedDictionary(StringComparer.Ordinal);

    private static string? FindFault(IReadOnlyDictionary<string, string>? variables) =>
        variables?.FirstOrDefault(variable => variable.Value is null).Key is { } name
            ? $"invalid value of variable \"{name}\"; give a text"
            : null;

    private static string? FindFault(string? lifetime) =>
        lifetime is not null && !(GoDuration.TryParse(lifetime, out var duration) && duration > TimeSpan.Zero)
            ? $"invalid value \"{lifetime}\" of field \"expiresIn\"; give a duration such as 72h"
            : null;

    private static bool IsKey(string key) =>
        key.Length is > 0 and <= BuildStarts.MaximumKeyLength && key.All(letter => letter is >= ' ' and <= '~');
}
