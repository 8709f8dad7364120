namespace Imaginator.Plugins;

/// <summary>
/// Marks a property of the type <see cref="long"/> as a size in bytes. Its setting is a number of bytes, or a number with a unit: <c>100MiB</c>,
/// <c>10 GiB</c>, <c>1GB</c>.
/// </summary>
/// <seealso cref="Quantities.ByteSize"/>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SizeSettingAttribute : Attribute;
