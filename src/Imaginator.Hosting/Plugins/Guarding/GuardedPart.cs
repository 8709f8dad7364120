namespace Imaginator.Hosting.Plugins.Guarding;

/// <summary>Something of a plugin that the program must release. Failures are logged: the caller cannot do anything about them.</summary>
internal sealed class GuardedPart(string call, IAsyncDisposable part, PluginGuard guard) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => guard.DisposeAsync(call, part);
}
