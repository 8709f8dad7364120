using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Plugins;

/// <summary>Reads the settings of a plugin.</summary>
public static class PluginConfigurationExtensions
{
    /// <summary>
    /// Reads all settings of a plugin into a record: one setting for each public property that can be set. Imaginator reports settings in
    /// its configuration that the record does not have.
    /// </summary>
    /// <typeparam name="TSettings">
    /// A class with a constructor without parameters, which sets the defaults. The name of a setting is the name of the property in camel
    /// case, or that of <see cref="ConfigurationKeyNameAttribute"/>; case does not matter. A setting without a value, or with an empty text,
    /// keeps the default.
    /// </typeparam>
    /// <param name="configuration">The settings that <see cref="IPlugin.Register"/> receives.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="SettingsException">Settings are invalid, or missing; the exception lists all of them.</exception>
    /// <exception cref="InvalidOperationException">The class is not suitable for settings.</exception>
    /// <remarks>
    /// <para>
    /// The type of a property determines the values: <see cref="string"/>; <see cref="bool"/>; <see cref="int"/> and <see cref="long"/>,
    /// with <see cref="SizeSettingAttribute"/> for a size such as <c>10 GiB</c>; <see cref="TimeSpan"/> for a duration such as <c>1h30m</c>
    /// that is not negative; an enum for one of its names; these types with <c>?</c>; and <c>ImmutableArray&lt;string&gt;</c> for a list.
    /// </para>
    /// <para>
    /// A setting whose property is <c>required</c> must have a value. <see cref="SettingRangeAttribute"/> limits a value. The attributes and
    /// the interface <c>IValidatableObject</c> of <c>System.ComponentModel.DataAnnotations</c> are checked, too; their messages must not
    /// contain secrets.
    /// </para>
    /// </remarks>
    public static TSettings BindSettings<TSettings>(this IConfiguration configuration)
        where TSettings : class
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var settings = (TSettings)ConstructorOf(typeof(TSettings)).Invoke(BindingFlags.DoNotWrapExceptions, null, null, null);
        var faults = new SettingsBinder(configuration, settings).Bind();
        return faults.IsEmpty ? settings : throw new SettingsException(faults);
    }

    private static ConstructorInfo ConstructorOf(Type type) =>
        type.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, Type.EmptyTypes)
        ?? throw new InvalidOperationException(
            $"{type.Name} cannot hold settings: it has no constructor without parameters; declare the settings as properties");
}
