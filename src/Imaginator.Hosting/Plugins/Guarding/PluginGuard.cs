using System.Runtime.CompilerServices;
using Imaginator.Hosting.Fetching;
using Imaginator.ImageStores;
using Imaginator.Manifests;
using Imaginator.Notifications;
using Imaginator.Quantities;
using Microsoft.Extensions.Logging;

namespace Imaginator.Hosting.Plugins.Guarding;

/// <summary>
/// Calls the methods of one plugin. A call runs on another thread, because the plugin can block it; it has a deadline; and after its
/// cancellation, it has a short time to end before it is given up. A plugin with too many of those is disabled. Thread-safe.
/// </summary>
/// <remarks>
/// The methods of a call throw what the contract permits, with the name of the plugin in front of the message, and
/// <see cref="PluginException"/> for everything else. Exceptions of plugins that come with the product stay as they are, and
/// these plugins are not disabled: one hung file server must not end the use of all others.
/// </remarks>
internal sealed class PluginGuard : IFetchWatch
{
    /// <summary>The name of the call that fetches a manifest.</summary>
    public const string FetchCall = $"{nameof(IManifestSource)}.{nameof(IManifestSource.FetchAsync)}";

    private readonly GuardLimits _limits;
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;
    private int _givenUp;
    private int _faults;
    private volatile string? _disabledReason;

    public PluginGuard(PluginIdentity plugin, GuardLimits limits, ILoggerFactory log, TimeProvider timeProvider)
    {
        Plugin = plugin;
        Log = log;
        _limits = limits;
        _logger = log.CreateLogger<PluginGuard>();
        _timeProvider = timeProvider;
    }

    public PluginIdentity Plugin { get; }

    public ILoggerFactory Log { get; }

    public PluginCondition Condition =>
        new(Plugin.Name, Plugin.Version, Volatile.Read(ref _givenUp), Volatile.Read(ref _faults), _disabledReason);

    /// <summary>Throws if the plugin is disabled.</summary>
    public void Admit(string call)
    {
        if (_disabledReason is { } reason)
        {
            throw new PluginException($"cannot call {call}: {Plugin} is disabled until the next start: {reason}");
        }
    }

    /// <summary>Calls a method with a result.</summary>
    public Task<T> CallAsync<T>(PluginCall call, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        CallAsync(call, null, work, cancellationToken);

    /// <summary>Calls a method with a result that calls back into the program.</summary>
    public Task<T> CallAsync<T>(
        PluginCall call, HostFaults? host, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        Admit(call.Name);
        return RunAsync(call, new CancellationTokenSource(), host, work, cancellationToken);
    }

    /// <summary>Calls a method without a result.</summary>
    public Task DoAsync(PluginCall call, Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        DoAsync(call, null, work, cancellationToken);

    /// <summary>Calls a method without a result that calls back into the program.</summary>
    public Task DoAsync(PluginCall call, HostFaults? host, Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        CallAsync(
            call,
            host,
            async token =>
            {
                await work(token);
                return true;
            },
            cancellationToken);

    /// <summary>Reads a property or the like. Blocks the caller for a short time at the longest, even if the plugin never returns.</summary>
    public T Read<T>(string call, Func<T> read) =>
        CallAsync(new PluginCall(call, PluginCallKind.Property), _ => Task.FromResult(read()), CancellationToken.None)
            .GetAwaiter().GetResult();

    /// <summary>Enumerates a sequence; each step is a call.</summary>
    public async IAsyncEnumerable<T> EnumerateAsync<T>(
        PluginCall call, Func<CancellationToken, IAsyncEnumerable<T>> open, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Admit(call.Name);
        var stop = new CancellationTokenSource();
        var items = await RunAsync(
            call, stop, null, token => Task.FromResult(open(token).GetAsyncEnumerator(token)), cancellationToken);
        Task moving = Task.CompletedTask;
        try
        {
            while (true)
            {
                Admit(call.Name);
                var next = await RunAsync(call, stop, null, _ => Move(), cancellationToken);
                if (!next.HasItem)
                {
                    break;
                }

                yield return next.Item!;
            }
        }
        finally
        {
            if (moving.IsCompleted)
            {
                await DisposeAsync(call.Name, items);
            }
            else
            {
                // A sequence cannot be released during a step.
                _ = ReleaseAfterAsync(moving, call.Name, items);
            }
        }

        Task<(bool HasItem, T? Item)> Move()
        {
            var step = MoveAsync(items);
            moving = step;
            return step;
        }
    }

    /// <summary>Releases something of the plugin. Logs failures.</summary>
    public async ValueTask DisposeAsync(string call, IAsyncDisposable part)
    {
        try
        {
            await RunAsync(
                new PluginCall($"{call}, {nameof(IAsyncDisposable.DisposeAsync)}", PluginCallKind.Disposal),
                new CancellationTokenSource(),
                null,
                async _ =>
                {
                    await part.DisposeAsync();
                    return true;
                },
                CancellationToken.None);
        }
        catch (Exception e)
        {
            // Any type, from a plugin of the product.
            GuardLog.NotReleased(_logger, Plugin.Name, Plugin.Version, e.Message);
        }
    }

    /// <summary>Starts the deadline of a fetch in another process. The caller disposes of it.</summary>
    public CancellationTokenSource StartDeadline() => new(_limits.Transfer, _timeProvider);

    /// <summary>The exception for a fetch in another process that its deadline ended.</summary>
    public Exception ExplainLate(string call, Exception exception) =>
        new PluginException($"{Plugin} did not complete {call} within {GoDuration.Format(_limits.Transfer)}", exception);

    /// <summary>Counts and logs a call that did not end after its cancellation.</summary>
    public void GiveUp(string call)
    {
        var count = Interlocked.Increment(ref _givenUp);
        GuardLog.GivenUp(_logger, Plugin.Name, Plugin.Version, call, count);
        if (count == _limits.MaximumGivenUp && !Plugin.IsOfProduct)
        {
            var reason = $"{count} of its calls did not end after their cancellation; the last one was {call}";
            _disabledReason = reason;
            GuardLog.Disabled(_logger, Plugin.Name, Plugin.Version, reason);
        }
    }

    /// <summary>Counts and logs an exception that ended a thread of the plugin.</summary>
    public void RecordThreadFault(Exception exception)
    {
        Interlocked.Increment(ref _faults);
        GuardLog.FailedOnThread(_logger, Plugin.Name, Plugin.Version, Describe(exception), exception);
    }

    /// <summary>The exception with the plugin's name in front of the message; null to leave it as it is.</summary>
    public Exception? Explain(string call, Exception exception)
    {
        if (Plugin.IsOfProduct)
        {
            return null;
        }

        switch (exception)
        {
            case PluginException:
            case ImaginatorException when exception.Message.StartsWith($"{Plugin}", StringComparison.Ordinal):
                // Named already, for example in the fetcher.
                return null;
            case ManifestFetchException fetch:
                return new ManifestFetchException(fetch.Reason, $"{Plugin}: {fetch.Message}", fetch);
            case ImageStoreException store:
                return new ImageStoreException(store.Reason, $"{Plugin}: {store.Message}", store);
            case NotificationException notification:
                return new NotificationException(notification.Reason, $"{Plugin}: {notification.Message}", notification)
                {
                    RetryAfter = notification.RetryAfter,
                };
            case ImaginatorException:
                return new PluginException($"{Plugin}: {exception.Message}", exception);
            default:
                Interlocked.Increment(ref _faults);
                GuardLog.Failed(_logger, Plugin.Name, Plugin.Version, call, exception);
                return new PluginException(
                    $"{Plugin} failed in {call}: {Describe(exception)}; this is a fault of the plugin, report it to its author", exception);
        }
    }

    private async Task<T> RunAsync<T>(
        PluginCall call,
        CancellationTokenSource stop,
        HostFaults? host,
        Func<CancellationToken, Task<T>> work,
        CancellationToken cancellationToken)
    {
        // The plugin has a separate token, so that its reaction to a cancellation does not block the canceller. The source
        // has no timer and needs no disposal.
        cancellationToken.ThrowIfCancellationRequested();
        var task = Task.Run(() => StartAsync(work, stop.Token), CancellationToken.None);
        await ((Task)task).WaitAsync(_limits.Of(call.Kind), _timeProvider, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var isLate = !task.IsCompleted && !cancellationToken.IsCancellationRequested;
        if (!task.IsCompleted)
        {
            _ = stop.CancelAsync();
            await ((Task)task).WaitAsync(_limits.Grace, _timeProvider, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!task.IsCompleted)
        {
            _ = DiscardAsync(call, task);
            GiveUp(call.Name);
            throw new PluginException(
                $"{Plugin} did not end {call.Name} {(isLate ? $"within {Limit(call)}" : "after its cancellation")}; the call is given up");
        }

        return await ResultAsync(call, task, isLate, host, cancellationToken);
    }

    private static async Task<T> StartAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken stop) =>
        await (work(stop) ?? throw new InvalidOperationException("the method returned no task"));

    private async Task<T> ResultAsync<T>(
        PluginCall call, Task<T> task, bool isLate, HostFaults? host, CancellationToken cancellationToken)
    {
        T result;
        try
        {
            result = await task;
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        catch (Exception e) when (Explain(call, e, isLate, host) is { } explained)
        {
            throw explained;
        }

        return result is not null || call.CanBeNull
            ? result
            : throw new PluginException(
                $"{Plugin} failed in {call.Name}: it returned null; this is a fault of the plugin, report it to its author");
    }

    private Exception? Explain(PluginCall call, Exception exception, bool isLate, HostFaults? host)
    {
        if (host?.Find(exception) is { } ofHost)
        {
            return ReferenceEquals(ofHost, exception) ? null : ofHost;
        }

        if (isLate && exception is OperationCanceledException)
        {
            return new PluginException($"{Plugin} did not complete {call.Name} within {Limit(call)}", exception);
        }

        return call.Permitted?.IsInstanceOfType(exception) is true ? null : Explain(call.Name, exception);
    }

    private string Limit(PluginCall call) => GoDuration.Format(_limits.Of(call.Kind));

    // The caller waits no longer: nothing else disposes of the result.
    private async Task DiscardAsync<T>(PluginCall call, Task<T> task)
    {
        await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (task.IsCompletedSuccessfully && await task is IAsyncDisposable part)
        {
            await DisposeAsync(call.Name, part);
        }
    }

    private async Task ReleaseAfterAsync(Task step, string call, IAsyncDisposable items)
    {
        await step.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DisposeAsync(call, items);
    }

    private static async Task<(bool HasItem, T? Item)> MoveAsync<T>(IAsyncEnumerator<T> items)
    {
        if (await items.MoveNextAsync())
        {
            return (true, items.Current);
        }

        return (false, default);
    }

    private static string Describe(Exception exception) => string.Join(
        ' ',
        $"{exception.GetType().Name}: {exception.Message}".Split(
            ['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).TrimEnd('.');
}
