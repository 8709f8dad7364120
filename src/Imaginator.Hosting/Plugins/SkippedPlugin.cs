namespace Imaginator.Hosting.Plugins;

/// <summary>A plugin that was not loaded on purpose.</summary>
/// <param name="OverriddenBy">The folder of the plugin of the same name that is used instead; null if the configuration disables the plugin.</param>
public sealed record SkippedPlugin(string Name, string Folder, string? OverriddenBy)
{
    /// <summary>The reason, as the rest of a sentence.</summary>
    public string Reason => OverriddenBy is null
        ? $"disabled by Plugins.{Name}.{PluginSettings.EnabledKey} of the main configuration"
        : $"overridden by {OverriddenBy}";
}
