namespace Imaginator.Plugins;

/// <summary>
/// The record of a plugin without settings: <c>configuration.BindSettings&lt;NoSettings&gt;()</c> makes Imaginator report all settings of the
/// plugin in its configuration.
/// </summary>
public sealed record NoSettings;
