namespace Imaginator.Hosting.Plugins;

/// <summary>A name that two plugins claim. Neither is used for it.</summary>
public sealed record PluginConflict(string Part, string FirstFile, string SecondFile)
{
    /// <summary>The conflict and its cure.</summary>
    public override string ToString() =>
        $"{Part} is claimed by two plugins, {FirstFile} and {SecondFile}; remove or disable one of them";
}
