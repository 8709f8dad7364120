using System.Xml;
using System.Xml.Linq;
using Imaginator.Linux.Storage;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Imaginator.Host.Access.Sessions;

/// <summary>
/// The keys with which cookies are sealed, as files of the state directory that only their owner can read. Sessions survive a restart of
/// the daemon. Thread-safe.
/// </summary>
internal sealed class KeyFiles(string directory) : IXmlRepository
{
    private const int MaximumBytes = 64 * 1024;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        try
        {
            return Directory.Exists(directory)
                ? [.. Directory.EnumerateFiles(directory, "*.xml").Order(StringComparer.Ordinal).Select(Read)]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or XmlException)
        {
            throw new ImaginatorException($"cannot read the keys of sessions in \"{directory}\": {e.Clause()}", e);
        }
    }

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName)
    {
        ArgumentNullException.ThrowIfNull(element);
        ArgumentNullException.ThrowIfNull(friendlyName);

        // The name is that of a key or a revocation, with an id; it must not leave the directory.
        var name = string.Concat(friendlyName.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-'));
        try
        {
            Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
            using var text = new MemoryStream();
            element.Save(text);
            DurableFile.Replace(Path.Combine(directory, name + ".xml"), text.ToArray(), OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImaginatorException($"cannot write the keys of sessions in \"{directory}\": {e.Clause()}", e);
        }
    }

    private static XElement Read(string path)
    {
        using var reader = XmlReader.Create(
            new MemoryStream(RegularFile.ReadAll(path, MaximumBytes)), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        return XElement.Load(reader);
    }
}
