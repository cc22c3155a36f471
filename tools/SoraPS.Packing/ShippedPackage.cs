using System.Xml.Linq;

namespace SoraPS.Packing;

/// <summary>A package of which files are shipped.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Copyright">What its authors say of their copyright.</param>
/// <param name="License">The SPDX expression of its license, or the name of the file that holds it.</param>
/// <param name="Texts">The license, and what the package says of others' work in it.</param>
internal sealed record ShippedPackage(string Id, string Version, string Copyright, string License, IReadOnlyList<string> Texts)
{
    /// <summary>Reads a package in NuGet's folder.</summary>
    /// <param name="packages">NuGet's folder of packages.</param>
    /// <param name="name">Id and version, such as <c>Npgsql/10.0.0</c>.</param>
    /// <exception cref="InvalidDataException">The package names no license, or one whose text is not known.</exception>
    public static ShippedPackage Read(string packages, string name)
    {
        (string id, string version) = name.Split('/') is [string first, string second]
            ? (first, second)
            : throw new InvalidDataException($"'{name}' is no package id and version");
        string folder = Path.Combine(packages, id.ToLowerInvariant(), version.ToLowerInvariant());
        XElement[] metadata =
            [.. XDocument.Load(Path.Combine(folder, $"{id.ToLowerInvariant()}.nuspec")).Root!.Elements().Single().Elements()];
        string copyright = Field("copyright")?.Value ?? $"Copyright (c) {Field("authors")?.Value}";
        string license = Field("license")?.Value ?? throw new InvalidDataException($"The package {name} names no license.");

        string[] own = Files("LICENSE*");
        string[] texts = own.Length > 0 ? own : [StandardLicense.Text(license, copyright, name)];
        return new ShippedPackage(id, version, copyright, license, [.. texts, .. Files("THIRD-PARTY-NOTICES*")]);

        XElement? Field(string field) => metadata.FirstOrDefault(element => element.Name.LocalName == field);

        string[] Files(string pattern) =>
        [
            .. Directory.GetFiles(folder, pattern, new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive })
                .Order(StringComparer.Ordinal).Select(file => File.ReadAllText(file).ReplaceLineEndings("\n").Trim()),
        ];
    }
}
