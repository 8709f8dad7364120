using System.Diagnostics.CodeAnalysis;

namespace Imaginator.Plugins.LocalStore.Format;

/// <summary>A stored record, or one to be stored, makes no sense. Says what; the caller adds where.</summary>
internal sealed class StoreFormatException(string message) : Exception(message)
{
    [DoesNotReturn]
    public static void Throw(string message) => throw new StoreFormatException(message);

    [DoesNotReturn]
    public static T Throw<T>(string message) => throw new StoreFormatException(message);
}
