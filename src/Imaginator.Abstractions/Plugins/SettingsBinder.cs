using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Plugins;

/// <summary>Sets the properties of an object to the settings of the same names, and collects all faults.</summary>
internal sealed class SettingsBinder(IConfiguration configuration, object target)
{
    private readonly List<SettingFault> _faults = [];

    /// <summary>The name of the setting of a property, or of a value of an enum.</summary>
    public static string ToSettingName(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    /// <summary>Sets all properties. Properties whose settings are faulty keep their values.</summary>
    /// <returns>The faults.</returns>
    public ImmutableArray<SettingFault> Bind()
    {
        var settings = target.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
            .Select(property => (Name: NameOf(property), Property: property))
            .ToArray();
        (configuration as IPluginConfiguration)?.DeclareTyped([.. settings.Select(setting => DeclarationOf(setting.Name, setting.Property))]);
        foreach (var (name, property) in settings)
        {
            if (property.PropertyType == typeof(ImmutableArray<string>))
            {
                BindList(name, property);
            }
            else
            {
                BindValue(name, property);
            }
        }

        foreach (var (name, property) in settings.Where(setting => !IsFaulty(setting.Name)))
        {
            Validate(name, property);
        }

        if (target is IValidatableObject validatable)
        {
            ValidateTogether(validatable, settings.ToDictionary(setting => setting.Property.Name, setting => setting.Name, StringComparer.Ordinal));
        }

        return [.. _faults];
    }

    private static string NameOf(PropertyInfo property) =>
        property.GetCustomAttribute<ConfigurationKeyNameAttribute>()?.Name ?? ToSettingName(property.Name);

    // A property that is not suitable is reported when it is bound.
    private static SettingDeclaration DeclarationOf(string name, PropertyInfo property)
    {
        var format = SettingFormat.Of(property);
        return new SettingDeclaration
        {
            Name = name,
            Type = property.PropertyType == typeof(ImmutableArray<string>) ? SettingType.List : format?.Type ?? SettingType.Text,
            Description = property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "",
            Words = format?.Words ?? [],
            IsRequired = property.IsDefined(typeof(RequiredMemberAttribute)),
        };
    }

    private static void Set(PropertyInfo property, object target, object value) =>
        property.SetValue(target, value, BindingFlags.DoNotWrapExceptions, binder: null, index: null, culture: null);

    private void BindValue(string name, PropertyInfo property)
    {
        var format = SettingFormat.Of(property) ?? throw Unsuitable(property, $"no setting can have the type {property.PropertyType.Name}");
        if (configuration[name] is not { Length: > 0 } text)
        {
            RequireOptional(name, property);
        }
        else if (format.Parse(text) is not { } value)
        {
            Add(name, $"\"{text}\" {format.Fault}");
        }
        else if (FindRangeFault(property, format, value) is { } fault)
        {
            Add(name, $"\"{text}\" {fault}");
        }
        else
        {
            Set(property, target, format.Convert(value));
        }
    }

    private void BindList(string name, PropertyInfo property)
    {
        ImmutableArray<string> items = [.. configuration.GetSection(name).GetChildren().Select(item => item.Value ?? "")];
        if (!items.IsEmpty)
        {
            Set(property, target, items);
        }
        else if (configuration[name] is { Length: > 0 } text)
        {
            Add(name, $"\"{text}\" is not a list; write [\"{text}\"]");
        }
        else
        {
            RequireOptional(name, property);
        }
    }

    private void RequireOptional(string name, PropertyInfo property)
    {
        if (property.IsDefined(typeof(RequiredMemberAttribute)))
        {
            Add(name, "it is missing; the plugin requires it");
        }
    }

    private static string? FindRangeFault(PropertyInfo property, SettingFormat format, IComparable value)
    {
        var range = property.GetCustomAttribute<SettingRangeAttribute>();
        if ((range?.Minimum ?? format.Minimum) is { } minimum)
        {
            var order = value.CompareTo(ParseLimit(minimum));
            if (order < 0 || (order == 0 && range is { MinimumIsExclusive: true }))
            {
                return range is { MinimumIsExclusive: true }
                    ? $"is too small; it must be greater than {minimum}"
                    : $"is too small; the minimum is {minimum}";
            }
        }

        return (range?.Maximum ?? format.Maximum) is { } maximum && value.CompareTo(ParseLimit(maximum)) > 0
            ? $"is too large; the maximum is {maximum}"
            : null;

        IComparable ParseLimit(string limit) => format.Parse(limit) ?? throw Unsuitable(property, $"its limit \"{limit}\" {format.Fault}");
    }

    private void Validate(string name, PropertyInfo property)
    {
        foreach (var attribute in property.GetCustomAttributes<ValidationAttribute>())
        {
            var context = new ValidationContext(target) { MemberName = property.Name, DisplayName = name };
            if (attribute.GetValidationResult(property.GetValue(target), context) is { } result)
            {
                Add(name, MessageOf(result));
            }
        }
    }

    private void ValidateTogether(IValidatableObject validatable, Dictionary<string, string> names)
    {
        foreach (var result in validatable.Validate(new ValidationContext(target)).OfType<ValidationResult>())
        {
            var name = result.MemberNames.FirstOrDefault() is { } member ? names.GetValueOrDefault(member, member) : "";
            if (name.Length == 0 || !IsFaulty(name))
            {
                Add(name, MessageOf(result));
            }
        }
    }

    private static string MessageOf(ValidationResult result) => (result.ErrorMessage ?? "it is invalid").TrimEnd('.');

    private static InvalidOperationException Unsuitable(PropertyInfo property, string reason) =>
        new($"the property {property.DeclaringType?.Name}.{property.Name} cannot hold a setting: {reason}");

    private bool IsFaulty(string name) => _faults.Exists(fault => fault.Setting == name);

    private void Add(string name, string message) => _faults.Add(new SettingFault(name, message));
}
