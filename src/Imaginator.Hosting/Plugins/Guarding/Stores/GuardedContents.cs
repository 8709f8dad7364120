using Imaginator.ImageStores.Objects;

namespace Imaginator.Hosting.Plugins.Guarding.Stores;

/// <summary>Contents that pass between the program and a plugin. Only streams run code of their owner.</summary>
internal static class GuardedContents
{
    /// <summary>Contents of the program for a plugin.</summary>
    public static ObjectContents ForPlugin(ObjectContents contents, HostFaults host) => Watch(
        contents,
        exception =>
        {
            host.Add(exception);
            return null;
        },
        () => { });

    /// <summary>Contents of a plugin for the program, during a call.</summary>
    public static ObjectContents OfPlugin(ObjectContents contents, string call, PluginGuard guard, HostFaults host) => Watch(
        contents, exception => exception is OperationCanceledException ? null : guard.Explain(call, exception), host.RequireOpen);

    private static ObjectContents Watch(ObjectContents contents, Func<Exception, Exception?> replace, Action afterRead)
    {
        ArgumentNullException.ThrowIfNull(contents);
        return contents.Bytes is null && contents.File is null
            ? ObjectContents.FromStream(new WatchedStream(contents.OpenRead(), contents.Length, replace, afterRead), contents.Length)
            : contents;
    }
}
