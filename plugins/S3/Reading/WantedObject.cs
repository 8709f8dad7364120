using Imaginator.Images;
using Imaginator.Plugins.S3.Catalogue;

namespace Imaginator.Plugins.S3.Reading;

/// <summary>An object that a caller has requested.</summary>
/// <param name="Index">The index of its hash in the request.</param>
/// <param name="Hash">The hash.</param>
/// <param name="Location">The location.</param>
internal readonly record struct WantedObject(int Index, ObjectHash Hash, ObjectLocation Location);
