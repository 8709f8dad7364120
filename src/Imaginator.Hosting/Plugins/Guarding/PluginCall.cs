namespace Imaginator.Hosting.Plugins.Guarding;

/// <summary>A method of a plugin.</summary>
/// <param name="Name">The contract and the method, for example <c>IImageStore.GetImageAsync</c>.</param>
/// <param name="Kind">The kind, which determines the deadline.</param>
internal sealed record PluginCall(string Name, PluginCallKind Kind)
{
    /// <summary>Whether the contract permits null as the result.</summary>
    public bool CanBeNull { get; init; }

    /// <summary>An exception, besides those of all methods, that the contract permits; null for none.</summary>
    public Type? Permitted { get; init; }
}
