namespace Imaginator.Building.Sandboxing;

/// <summary>
/// The next sandbox of a build, which is started while the build does something else: at most one. It ends with the reserve. Not
/// thread-safe.
/// </summary>
internal sealed class SandboxReserve : IAsyncDisposable
{
    private Task<EmptySandbox>? _next;

    /// <summary>Starts the next sandbox in the background, unless there is one already.</summary>
    public void Begin(SandboxFactory factory, SandboxEntry entry) => _next ??= Task.Run(() => factory.BeginAsync(entry));

    /// <summary>Gives the next sandbox to the caller, who disposes of it.</summary>
    /// <param name="entry">The settings of the sandbox that the caller needs. One with other settings is ended.</param>
    /// <returns>The sandbox; null if the caller must start one.</returns>
    public async Task<EmptySandbox?> TakeAsync(SandboxEntry entry)
    {
        if (await TakeAsync() is not { } next)
        {
            return null;
        }

        if (next.Entry == entry && !next.HasFailed)
        {
            return next;
        }

        await next.DisposeAsync();
        return null;
    }

    /// <summary>Ends the next sandbox, if there is one.</summary>
    public async ValueTask DisposeAsync()
    {
        if (await TakeAsync() is { } next)
        {
            await next.DisposeAsync();
        }
    }

    // One that could not be started is not an error of the build. If it matters, the next start fails, too.
    private async Task<EmptySandbox?> TakeAsync()
    {
        if (_next is not { } next)
        {
            return null;
        }

        _next = null;
        await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return next.IsCompletedSuccessfully ? await next : null;
    }
}
