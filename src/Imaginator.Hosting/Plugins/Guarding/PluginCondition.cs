namespace Imaginator.Hosting.Plugins.Guarding;

/// <summary>The condition of a loaded plugin: its faults since the start of the program.</summary>
/// <param name="Name">The name of the plugin.</param>
/// <param name="Version">Its version.</param>
/// <param name="GivenUpCalls">The calls that did not end after their cancellation.</param>
/// <param name="Faults">The exceptions that its contract does not permit, including those on its own threads.</param>
/// <param name="DisabledReason">Why the plugin is disabled until the next start; null if it is not.</param>
public sealed record PluginCondition(string Name, string Version, long GivenUpCalls, long Faults, string? DisabledReason);
