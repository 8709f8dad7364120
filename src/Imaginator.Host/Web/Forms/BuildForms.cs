using System.Collections.Immutable;
using Imaginator.Host.Auditing;
using Imaginator.Host.Builds;
using Imaginator.Host.History;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Actions;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Console;
using Imaginator.Host.Web.Console.Parts;
using Imaginator.Host.Web.Failures;
using Imaginator.Host.Web.Readers;
using Imaginator.Quantities;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Imaginator.Host.Web.Forms;

/// <summary>The forms that start and retry builds.</summary>
internal sealed class BuildForms(BuildStarts starts, BuildLookup records, PageReaders readers, ActionGate gate, AuditLog audit)
{
    private const string Channel = "web";
    private const string Method = "Imaginator.BuildImage";
    private const string NotStarted = "Not started";
    private const int MaximumLength = 256 * 1024;

    /// <summary>Starts a build, and leads to its page.</summary>
    public async Task<IResult> StartAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var form = await ReadAsync(http);
        var stream = form[BuildFields.Stream].ToString();
        if (gate.FindForeign(http, AuditActions.BuildImage, Method, stream) is { } foreign)
        {
            return FailureOf(foreign);
        }

        var variables = FormVariables.Of(form, out var fault);
        var lifetime = LifetimeOf(form, ref fault);
        var key = KeyOf(form, ref fault);
        if (fault is not null)
        {
            return new WebFailure(StatusCodes.Status400BadRequest, NotStarted, fault);
        }

        var order = new BuildOrder(stream)
        {
            Branch = form[BuildFields.Branch].ToString().Trim() is { Length: > 0 } branch ? branch : null,
            Variables = variables,
            ExpiresIn = lifetime,
        };
        return await RunAsync(
            http, AuditActions.BuildImage, stream, caller => starts.StartAsync(caller, order, key, http.RequestAborted));
    }

    /// <summary>Starts a build with the inputs of another one, and leads to its page.</summary>
    public async Task<IResult> RetryAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var form = await ReadAsync(http);
        var text = form[BuildFields.Build].ToString();
        if (gate.FindForeign(http, AuditActions.RetryBuild, Method, text) is { } foreign)
        {
            return FailureOf(foreign);
        }

        if (!BuildId.TryParse(text, out var build)
            || records.Find(build) is not { } record
            || !readers.Of(http).Sees(record.StreamName))
        {
            return WebFailures.BuildNotFound();
        }

        var variables = FormVariables.Of(form, out var fault);
        var key = KeyOf(form, ref fault);
        return fault is null
            ? await RunAsync(
                http,
                AuditActions.RetryBuild,
                text,
                caller => starts.RetryAsync(caller, build, variables, key, http.RequestAborted),
                missing => FormOf(record, missing))
            : new WebFailure(StatusCodes.Status400BadRequest, NotStarted, fault);
    }

    private async Task<IResult> RunAsync(
        HttpContext http,
        string action,
        string target,
        Func<Caller, Task<StartedBuild>> start,
        Func<ImmutableArray<string>, IResult>? ask = null)
    {
        var caller = gate.CallerOf(http, Method);
        var call = new AuditedCall(caller, action, target, Channel);
        try
        {
            var started = await start(caller);
            audit.Allowed(call with { Target = $"{target} as {started.Id}" });
            return new SeeOther(http.Request.PathBase + PageAddress.OfBuild(started.Id));
        }
        catch (BuildRefusedException e) when (e.Reason == BuildRefusal.NotPermitted)
        {
            audit.Denied(call, e.Message);
            return new WebFailure(StatusCodes.Status403Forbidden, NotStarted, e.Message);
        }
        catch (BuildRefusedException e) when (ask is not null && !e.MissingVariables.IsEmpty)
        {
            audit.Refused(call, e.Message);
            return ask(e.MissingVariables);
        }
        catch (ImaginatorException e)
        {
            audit.Refused(call, e.Message);
            var status = e is BuildRefusedException refusal ? Problems.StatusOf(refusal.Reason) : StatusCodes.Status409Conflict;
            return new WebFailure(status, NotStarted, e.Message);
        }
    }

    // The history does not keep values that can be secret.
    private static ConsolePage FormOf(BuildRecord build, ImmutableArray<string> missing) => new(
        $"Retry of {build.StreamName}",
        new Web_Console_Parts_AskedInputsView
        {
            Model = new AskedInputs(
                "The values of these variables are not kept, because they can be secret. Give them again.",
                FormAddress.RetryBuild,
                [new(BuildFields.Build, build.Id.ToString()), new(BuildFields.Key, Guid.NewGuid().ToString("N"))],
                [.. missing.Select(name => new AskedInput(BuildFields.VariablePrefix + name, name))],
                "Retry"),
        })
    {
        Section = PageSection.Builds,
        StatusCode = StatusCodes.Status409Conflict,
    };

    private static async Task<IFormCollection> ReadAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaximumLength;
        }

        return http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : FormCollection.Empty;
    }

    private static TimeSpan? LifetimeOf(IFormCollection form, ref string? fault)
    {
        var text = form[BuildFields.ExpiresIn].ToString().Trim();
        if (text.Length == 0)
        {
            return null;
        }

        if (GoDuration.TryParse(text, out var duration) && duration > TimeSpan.Zero)
        {
            return duration;
        }

        fault ??= $"invalid duration \"{text}\" after which the image expires; give a duration such as 24h or 1h30m";
        return null;
    }

    private static string? KeyOf(IFormCollection form, ref string? fault)
    {
        var key = form[BuildFields.Key].ToString();
        if (key.Length > BuildStarts.MaximumKeyLength || key.Any(letter => letter is < ' ' or > '~'))
        {
            fault ??= "the form is invalid; reload its page, and try again";
        }

        return key.Length == 0 ? null : key;
    }

    private static WebFailure FailureOf(ActionResult result) => new(ActionProblems.StatusOf(result.Kind), "Not done", result.Message);
}
