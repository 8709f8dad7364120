using System.Collections.Frozen;
using System.Diagnostics;
using System.Net;
using System.Text;
using Imaginator.Files;
using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Srpc.Access;
using Microsoft.Extensions.Logging;

namespace Imaginator.Protocol.Srpc.Server;

/// <summary>Performs the calls of one connection in sequence.</summary>
internal sealed class SrpcServerConnection(
    FrozenDictionary<string, SrpcService> services, SrpcAccessPolicy access, InputBuffer input, OutputBuffer output,
    SrpcIdentity caller, SrpcConnectionMode mode, EndPoint? remote, SrpcMeasurements? measurements,
    Action<SrpcCallContext, string> onDenied, ILogger logger)
{
    private const int LongestLogged = 200;
    private static readonly byte[] LineFeed = "\n"u8.ToArray();

    /// <summary>Serves calls until the client disconnects. Idle time is not limited.</summary>
    /// <param name="closing">Prevents new calls; a call in progress is still completed.</param>
    /// <param name="cancellationToken">Ends the connection immediately.</param>
    public async Task RunAsync(CancellationToken closing, CancellationToken cancellationToken)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(closing, cancellationToken);
        while (await ReadNameAsync(idle.Token, closing) is { } name)
        {
            if (name.Length == 0)
            {
                await AnswerAsync("", cancellationToken); // a ping
            }
            else if (!await TryCallAsync(name, cancellationToken))
            {
                return;
            }
        }
    }

    // Null: there are no further calls, or the connection is closing.
    private async Task<string?> ReadNameAsync(CancellationToken cancellationToken, CancellationToken closing)
    {
        output.ReleaseIfEmpty();
        try
        {
            await input.WaitIdleAsync(cancellationToken);
            var line = await input.ReadLineAsync(SrpcWire.MaxLineLength, cancellationToken);
            return line?.Trim();
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            return null;
        }
    }

    // False: the connection is out of step and must be closed.
    private async Task<bool> TryCallAsync(string name, CancellationToken cancellationToken)
    {
        SrpcMethod? method = null;
        IDisposable? permit;
        var refusal = SrpcCallResult.Refused;
        SrpcCallContext context;
        try
        {
            (var service, method) = Find(name);
            var decision = Decide(service, method, name);
            if (decision == SrpcAccess.Denied)
            {
                refusal = SrpcCallResult.Denied;
                onDenied(new SrpcCallContext(caller, HasMethodAccess: false, remote), name);
                throw new SrpcException(SrpcWire.AccessDenied);
            }

            context = new SrpcCallContext(caller, decision == SrpcAccess.Method, remote);
            permit = service.Blocker?.Invoke(method, context);
        }
        catch (SrpcException exception)
        {
            measurements?.Refused(method is null ? null : name, refusal);
            SrpcServerLog.CallRefused(
                logger, ToLog(name), caller.UserName, remote, ToLog(exception.Message));
            await AnswerAsync(SrpcWire.ToErrorLine(exception.Message), cancellationToken);
            return true;
        }

        using (permit)
        {
            await AnswerAsync("", cancellationToken);
            return await InvokeAsync(name, method, context, cancellationToken);
        }
    }

    private SrpcAccess Decide(SrpcService service, SrpcMethod method, string name)
    {
        var decision = access.Decide(caller, mode, name, method.IsPublic, method.IsUnauthenticated);
        return decision != SrpcAccess.Method && method.PermittedLike is { } like
            ? access.Decide(caller, mode, $"{service.Name}.{like}", method.IsPublic, method.IsUnauthenticated)
            : decision;
    }

    // Names are untrusted: they can contain any bytes.
    private static string ToLog(string text) =>
        FileName.ToDisplay(text.Length <= LongestLogged ? text : text[..LongestLogged] + "...");

    private (SrpcService Service, SrpcMethod Method) Find(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || name.IndexOf('.', dot + 1) >= 0)
        {
            throw new SrpcException($"malformed Service.Method: {name}");
        }

        if (!services.TryGetValue(name[..dot], out var service))
        {
            throw new SrpcException($"unknown service: {name[..dot]}");
        }

        return service.Methods.TryGetValue(name[(dot + 1)..], out var method)
            ? (service, method)
            : throw new SrpcException($"{service.Name}: unknown method: {name[(dot + 1)..]}");
    }

    private async Task<bool> InvokeAsync(
        string name, SrpcMethod method, SrpcCallContext context, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var activity = measurements?.Begin(name, caller.UserName);
        var result = SrpcCallResult.Aborted;
        using var call = new SrpcCall(input, output, method.Limits, context, cancellationToken);
        input.StallLimit = output.StallLimit;
        try
        {
            await method.InvokeAsync(call, cancellationToken);
            await output.FlushAsync(cancellationToken);
            result = call.HasFailed ? SrpcCallResult.Error : SrpcCallResult.Ok;
            SrpcServerLog.CallDone(
                logger, name, caller.UserName, remote, Stopwatch.GetElapsedTime(started).TotalMilliseconds);

            // The unread rest of a request would be misread as calls.
            return call.IsInStep;
        }
        catch (OperationCanceledException) when (call.HasClientGone && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception) when (exception is StalledException or GobException { InnerException: StalledException })
        {
            result = SrpcCallResult.Error;
            SrpcServerLog.CallFailed(logger, exception, name, caller.UserName, remote);
            return false;
        }
        catch (Exception exception) when (
            exception is not (IOException or ObjectDisposedException)
            && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            // The only boundary around handlers: an unexpected exception ends its connection and nothing else.
            result = SrpcCallResult.Error;
            SrpcServerLog.CallFailed(logger, exception, name, caller.UserName, remote);
            return false;
        }
        finally
        {
            input.StallLimit = null;
            measurements?.End(activity, name, result, Stopwatch.GetElapsedTime(started));
        }
    }

    private async Task AnswerAsync(string line, CancellationToken cancellationToken)
    {
        await output.WriteAsync(
            line.Length == 0 ? LineFeed : Encoding.UTF8.GetBytes(line + "\n"), cancellationToken);
        await output.FlushAsync(cancellationToken);
    }
}
